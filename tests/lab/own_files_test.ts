import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { loadNamer } from "../../src/assembly/assemble.ts";
import { UsageError } from "../../src/core/errors.ts";
import { hubAdapter, locateFiles, withNamesAlone, withoutPlaces } from "../../src/lab/own_files.ts";
import { inTempFolder } from "../_folder.ts";
import { fakeConfig } from "./fake.ts";

const config = { ...fakeConfig({ data: "mini" }), seed: 0 };

Deno.test("withoutPlaces() leaves a configuration without files of one's own as it is", () => {
  assertEquals(withoutPlaces(config), config);
  const hub = { ...config, model: "google-t5/t5-small", data: "super_glue" };
  assertEquals(withoutPlaces(hub), hub);
});

Deno.test("withNamesAlone() leaves the last part of paths, also of paths of other systems", () => {
  const initFrom = { adapter: "C:\\me\\my_prompt", sha256: "ab" };
  const own = { ...config, model: "/there/model/", data: "../mine.jsonl", initFrom };
  const named = {
    model: "model",
    data: "mine.jsonl",
    initFrom: { ...initFrom, adapter: "my_prompt" },
  };
  assertEquals(withNamesAlone(own), { ...own, ...named });
  const folder = withNamesAlone({ ...config, data: "/there/superglue/" });
  assertEquals(folder.data, "./superglue");
  assertEquals(withNamesAlone(folder), folder);
});

Deno.test("an adapter of the Hub keeps its id, wherever other files are", () => {
  const adapter = `ada/prompt@${"0".repeat(40)}`;
  const own = { ...config, initFrom: { adapter, sha256: "ab" } };
  assertEquals(withNamesAlone(own), own);
  assertEquals(locateFiles(own), own);
  assertEquals(locateFiles(own, "/there"), own);
  assertEquals(hubAdapter(adapter), "ada/prompt");
  const folders = ["ada/prompt", "/ada/prompt", `/there/ada/prompt@${"0".repeat(40)}`, "prompt@v1"];
  assertEquals(folders.map(hubAdapter), folders.map(() => undefined));
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

Deno.test("a run on a folder of rows is named by those of its task, wherever they are", () =>
  inTempFolder(async (folder) => {
    const nameOf = await loadNamer();
    const name = async (place: string, rows: string) => {
      const data = join(folder, place, "superglue");
      await Deno.mkdir(join(data, "rte"), { recursive: true });
      for (const file of ["train", "val"]) {
        await Deno.writeTextFile(join(data, "rte", `${file}.jsonl`), rows);
      }
      return nameOf({ ...config, data, task: "rte", protocol: "held_out" });
    };
    const first = await name("a", "{}\n");
    assertEquals(await name("b", "{}\n"), first);
    assertNotEquals(await name("c", "{ }\n"), first);
  }));

Deno.test("a run on a model folder has one name, by whatever path it is told", () =>
  inTempFolder(async (folder) => {
    const nameOf = await loadNamer();
    await Deno.mkdir(join(folder, "models", "t5"), { recursive: true });
    await Deno.writeTextFile(join(folder, "models", "t5", "config.json"), "{}");
    const whole = join(folder, "models", "t5");
    const here = Deno.cwd();
    try {
      Deno.chdir(folder);
      assertEquals(
        nameOf({ ...config, model: "models/t5" }),
        nameOf({ ...config, model: whole }),
      );
    } finally {
      Deno.chdir(here);
    }
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
    await Deno.mkdir(join(folder, "superglue"));
    const inFolder = { ...config, data: "./superglue" };
    assertEquals(locateFiles(inFolder, folder).data, join(folder, "superglue"));
    assertThrows(() => locateFiles(inFolder), UsageError, "name its folder with --files");
    assertEquals(locateFiles(config, folder), config);
    assertEquals(locateFiles(config), config);
  }));
