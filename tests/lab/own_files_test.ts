import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { loadNamer } from "../../src/assembly/assemble.ts";
import { UsageError } from "../../src/core/errors.ts";
import { locateFiles, longestInput, withoutPlaces } from "../../src/lab/own_files.ts";
import { inTempFolder } from "../_folder.ts";
import { fakeConfig } from "./fake.ts";

const config = { ...fakeConfig({ data: "mini" }), seed: 0 };

Deno.test("withoutPlaces() leaves a configuration without files of one's own as it is", () => {
  assertEquals(withoutPlaces(config), config);
  const hub = { ...config, model: "google-t5/t5-small", data: "super_glue" };
  assertEquals(withoutPlaces(hub), hub);
});

/** Names a run on a file and an adapter in a folder of the temporary one. */
async function nameIn(folder: string, rows: string, sha256: string): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  const data = join(folder, "own.jsonl");
  await Deno.writeTextFile(data, rows);
  const initFrom = { adapter: join(folder, "adapter"), sha256 };
  return (await loadNamer())({ ...config, data, task: "own", initFrom });
}

Deno.test("a run on own files is named by their content, wherever they are", () =>
  inTempFolder(async (folder) => {
    const first = await nameIn(join(folder, "a"), "{}\n", "11");
    assertEquals(await nameIn(join(folder, "b"), "{}\n", "11"), first);
    assertNotEquals(await nameIn(join(folder, "b"), "{ }\n", "11"), first);
    assertNotEquals(await nameIn(join(folder, "b"), "{}\n", "22"), first);
  }));

Deno.test("locateFiles() moves files of one's own and nothing else, and wants them to be there", () =>
  inTempFolder(async (folder) => {
    await Deno.mkdir(join(folder, "t5"));
    await Deno.mkdir(join(folder, "adapter"));
    const initFrom = { adapter: "/there/adapter", sha256: "ab" };
    const own = { ...config, model: "/there/t5", data: "/there/own.jsonl", initFrom };
    const refuses = (folder?: string) =>
      assertThrows(() => locateFiles(own, folder), UsageError, "name its folder with --files");
    refuses();
    refuses(folder);
    await Deno.writeTextFile(join(folder, "own.jsonl"), "{}");
    const { model, data, initFrom: moved, ...rest } = locateFiles(own, folder);
    assertEquals([model, data], [join(folder, "t5"), join(folder, "own.jsonl")]);
    assertEquals(moved, { adapter: join(folder, "adapter"), sha256: "ab" });
    const { model: _model, data: _data, initFrom: _initFrom, ...others } = own;
    assertEquals(rest, others);
    assertEquals(locateFiles(config, folder), config);
    assertEquals(locateFiles(config), config);
  }));

Deno.test("longestInput() tells about how many tokens a file's longest input has", () =>
  inTempFolder(async (folder) => {
    const file = join(folder, "rows.jsonl");
    const inputs = ["abc", "a".repeat(90), "ab"];
    await Deno.writeTextFile(file, inputs.map((input) => JSON.stringify({ input })).join("\n\n"));
    assertEquals(longestInput(file), 30);
    assertEquals(longestInput(join(folder, "none.jsonl")), 0);
    await Deno.writeTextFile(file, "no JSON");
    assertEquals(longestInput(file), 0);
  }));
