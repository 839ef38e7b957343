/** Adapters that are found in a folder or on the Hub. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { findAdapter } from "../../src/adapters/place.ts";
import { NotCached, UsageError } from "../../src/core/errors.ts";
import { ROOT } from "../../src/core/paths.ts";
import { pinAdapter } from "../../src/train/initial_prompt.ts";
import { inTempFolder } from "../_folder.ts";
import { withPublishing } from "../hub/_publishing.ts";
import type { HubServer } from "../hub/server.ts";
import { savePrompt } from "../train/_adapters.ts";
import { listNames } from "../train/_folders.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const PEFT = join(ROOT, "tests/fixtures/peft/prompt_tuning");
const QUIET = { notice: () => {} };

/** Offers the files of a folder on the Hub. */
async function offer(
  { repositories }: HubServer,
  id: string,
  folder: string,
  more: Record<string, string> = {},
): Promise<void> {
  const files = await Promise.all(
    listNames(folder).map(async (name) => [name, await Deno.readFile(join(folder, name))]),
  );
  const texts = Object.entries(more).map(([name, text]) => [name, new TextEncoder().encode(text)]);
  repositories[`models/${id}`] = {
    commit: COMMIT,
    files: Object.fromEntries([...files, ...texts]),
    large: listNames(folder).filter((name) => name.endsWith(".safetensors")),
  };
}

Deno.test("findAdapter() brings PEFT's adapter and ours, with what loading reads of them alone", () =>
  withPublishing((server) =>
    inTempFolder(async (folder) => {
      const { out } = await savePrompt(folder);
      await offer(server, "ada/ours", out, { "notes.txt": "not needed" });
      await offer(server, "ada/peft", PEFT, { "model.safetensors": "not needed" });
      const ours = await findAdapter("ada/ours", QUIET);
      assertEquals(ours.name, `ada/ours@${COMMIT}`);
      const names = ["adapter_config.json", "adapter_model.safetensors"];
      assertEquals(listNames(ours.folder), [...names, "kit.json"]);
      const peft = await findAdapter("ada/peft@main", QUIET);
      assertEquals(listNames(peft.folder), names);
      server.seen.length = 0;
      assertEquals(await findAdapter(ours.name, QUIET), ours); // pinned: nobody is asked
      assertEquals(server.seen, []);
      Deno.env.set("HF_HUB_OFFLINE", "1");
      assertEquals(await findAdapter("ada/ours", QUIET), ours);
      assertEquals(await pinAdapter("ada/ours", QUIET), {
        ...await pinAdapter(out),
        adapter: ours.name,
      });
    })
  ));

Deno.test("findAdapter() brings a model that was trained whole only where it is ours", () =>
  withPublishing((server) =>
    inTempFolder(async (folder) => {
      const kit = { format: 1, tensors: { file: "model.safetensors" } };
      await Deno.writeTextFile(join(folder, "model.safetensors"), "weights");
      await offer(server, "ada/model", folder, { "config.json": "{}" });
      await offer(server, "ada/full", folder, { "kit.json": JSON.stringify(kit) });
      const { folder: found } = await findAdapter("ada/full", QUIET);
      assertEquals(listNames(found), ["kit.json", "model.safetensors"]);
      const refuses = () => findAdapter("ada/model", QUIET);
      await assertRejects(refuses, UsageError, 'it has neither "kit.json" nor');
    })
  ));

Deno.test("findAdapter() takes a folder first, and says of a name that is neither both", () =>
  withPublishing((server) =>
    inTempFolder(async (folder) => {
      assertEquals(await findAdapter(folder), { folder, name: folder });
      assertEquals(server.seen, []);
      for (const name of ["my_prompt", "./ada/prompt", join(folder, "x"), "ada/../x", ""]) {
        const error = await assertRejects(() => findAdapter(name), UsageError);
        assertStringIncludes(error.message, 'neither a folder nor a Hub id such as "user/name"');
      }
      const unknown = await assertRejects(() => findAdapter("ada/unknown"), UsageError);
      assertStringIncludes(unknown.message, "(401): HF_TOKEN is not valid for it (and there is no");
      await Deno.writeTextFile(join(folder, "adapter_model.bin"), "pickle");
      await offer(server, "ada/pickle", folder);
      await assertRejects(() => findAdapter("ada/pickle"), UsageError, "which can run code");
      Deno.env.set("HF_HUB_OFFLINE", "1");
      const offline = await assertRejects(() => findAdapter("ada/unknown"), NotCached);
      assertStringIncludes(offline.message, "`deno task fetch ada/unknown --adapter`");
    })
  ));
