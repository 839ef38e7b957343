/** The code that documents show: it compiles, and where it is short, it runs. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { NOTEBOOKS, ROOT } from "../../src/core/paths.ts";
import { EXPERIMENTS } from "../../src/experiments/mod.ts";
import { type Notebook, readNotebook, toText } from "../../src/notebook/document.ts";
import { skeleton } from "../../src/notebook/skeleton.ts";
import { inTempFolder } from "../_folder.ts";

/** The block of code in a document that has these words. */
async function blockWith(document: string, words: string): Promise<string> {
  const text = await Deno.readTextFile(join(ROOT, document));
  const blocks = [...text.matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code!);
  const found = blocks.filter((code) => code.includes(words));
  assertEquals(found.length, 1, `${document}: blocks with ${words}`);
  return found[0]!;
}

async function deno(...args: string[]): Promise<string> {
  const [command = "", ...rest] = args;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [command, "-q", "--config", join(ROOT, "deno.json"), ...rest],
    env: { NO_COLOR: "1" },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

/** The code of a notebook, and what its last cell says to do next. */
function codeOf({ cells }: Notebook): { code: string; next: string } {
  const code = cells.filter(({ cell_type }) => cell_type === "code")
    .map(({ source }) => toText(source)).join("\n");
  return { code, next: toText(cells.at(-1)!.source).match(/```ts\n([^]*?)```/)![1]! };
}

Deno.test("the method of the README compiles in the place that it names", () =>
  inTempFolder(async (folder) => {
    const code = await blockWith("README.md", "defineMethod({");
    const methods = pathToFileURL(join(ROOT, "src/methods/"));
    const placed = code.replace(
      /from "(\.[^"]+)"/g,
      (_, path) => `from "${new URL(path, methods)}"`,
    );
    const file = join(folder, "my_prompt.ts");
    await Deno.writeTextFile(file, placed);
    await deno("check", file);
  }));

Deno.test("what a notebook and its README say to do next compiles after the cells", () =>
  inTempFolder(async (folder) => {
    const { code, next } = codeOf(skeleton(EXPERIMENTS.superglue, "1 min"));
    const frame = await blockWith("notebooks/README.md", "op.mean");
    const file = join(folder, "next.ts");
    await Deno.writeTextFile(file, [code, next, frame].join("\n"));
    await deno("check", file);
  }));

Deno.test("what the guide says to do next compiles after its cells", () =>
  inTempFolder(async (folder) => {
    const guide = await readNotebook(join(NOTEBOOKS, "12_own_data.ipynb"));
    const { code, next } = codeOf(guide);
    const file = join(folder, "next.ts");
    await Deno.writeTextFile(file, [code, next].join("\n"));
    await deno("check", file);
  }));

Deno.test("the script of the notebooks' README compiles in another folder, and kit has its jobs", () =>
  inTempFolder(async (folder) => {
    const file = join(folder, "my_script.ts");
    await Deno.writeTextFile(file, await blockWith("notebooks/README.md", "evaluate, predict"));
    await deno("check", file);
    const names = `import * as kit from "kit"; console.log(Object.keys(kit).sort().join());`;
    await Deno.writeTextFile(file, names);
    const wanted = ["compare", "evaluate", "predict", "reproduce", "score", "train"];
    const exported = (await deno("run", "-A", file)).split(",");
    assertEquals(wanted.filter((name) => !exported.includes(name)), []);
  }));

Deno.test("the inspection of the notebooks' README compiles", () =>
  inTempFolder(async (folder) => {
    const file = join(folder, "inspect.ts");
    await Deno.writeTextFile(file, await blockWith("notebooks/README.md", "inspect(["));
    await deno("check", file);
  }));

Deno.test("the comparison of the notebooks' README compiles beside the configuration that it names", () =>
  inTempFolder(async (folder) => {
    const code = await blockWith("notebooks/README.md", "compare({");
    const text = await Deno.readTextFile(join(ROOT, "notebooks/README.md"));
    const config = text.match(/```json\n([^]*?)```/)![1]!.replace("KIT/", ROOT);
    await Deno.writeTextFile(join(folder, "deno.json"), config);
    await Deno.writeTextFile(join(folder, "mine.ts"), code);
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "-q", "mine.ts"],
      cwd: folder,
    }).output();
    assert(success, new TextDecoder().decode(stderr));
  }));
