/** A crate against the official validator of RO-Crate; see tests/fixtures/README.md. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pack, type PackedFile } from "../../src/core/pack.ts";
import { askPython } from "../../src/core/python.ts";
import { crateFiles } from "../../src/crate/files.ts";
import { inTempFolder } from "../_folder.ts";
import { SET } from "./_crate.ts";

const PYTHON = Deno.env.get("KIT_PYTHON");
const HAS_VALIDATOR = PYTHON !== undefined &&
  await askPython(PYTHON, "import rocrate_validator; print(1)") === 1;

interface Verdict {
  /** How many rules were checked. */
  readonly checks: number;
  readonly issues: readonly { readonly severity: string; readonly message: string }[];
}

const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Packs the files and asks the validator. */
async function validate(files: AsyncIterable<PackedFile>, folder: string): Promise<Verdict> {
  const archive = join(folder, "crate.zip");
  await pack(archive, files, new Date(0));
  const { success, stdout, stderr } = await new Deno.Command(PYTHON!, {
    args: [beside("validate.py"), beside("../fixtures/crate/terms.json"), archive],
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test({
  name:
    "the official validator finds all that the profile requires (needs roc-validator in KIT_PYTHON)",
  ignore: !HAS_VALIDATOR,
  fn: () =>
    inTempFolder(async (folder) => {
      const kit = { ...SET.kit, url: "https://example.org/kit" };
      const { checks, issues } = await validate(crateFiles({ ...SET, kit }), folder);
      assert(checks > 90, `${checks} checks`);
      assertEquals(issues.filter(({ severity }) => severity === "REQUIRED"), []);
      // what nobody told: who publishes it, and where organizations live
      assertEquals([...new Set(issues.map(({ message }) => message))].sort(), [
        "The `publisher` property of a `Root Data Entity` SHOULD be an `Organization`",
        "The organization SHOULD have a URL.",
      ]);
    }),
});

Deno.test({
  name: "the official validator finds a file that is not there (needs roc-validator in KIT_PYTHON)",
  ignore: !HAS_VALIDATOR,
  fn: () =>
    inTempFolder(async (folder) => {
      async function* lacking() {
        for await (const file of crateFiles(SET)) if (file.path !== "CITATION.cff") yield file;
      }
      const { issues } = await validate(lacking(), folder);
      assertEquals(issues.some(({ severity }) => severity === "REQUIRED"), true);
    }),
});
