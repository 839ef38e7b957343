import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { basename, join } from "node:path";
import { EngineUnavailable } from "../../../src/core/errors.ts";
import { hashFile } from "../../../src/core/hash.ts";
import { cudaFolder, fetchCuda } from "../../../src/engine/xla/fetch_cuda.ts";

/** A wheel with one file where JAX's plugin would be. */
const MAKE_WHEEL = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    wheel.writestr("jax_plugins/xla_cuda12/xla_cuda_plugin.so", "a plugin")
    info = "kit_fake_plugin-1.0.dist-info/"
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: kit-fake-plugin\\nVersion: 1.0\\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(info + "RECORD", "")
`;

/** Runs `body` with a list that pip can serve from a folder, in an empty cache. */
async function withWheel(
  body: (cache: string, list: (hash?: string) => Promise<string>) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const before = Deno.env.get("KIT_CACHE");
  const cache = join(folder, "cache");
  Deno.env.set("KIT_CACHE", cache);
  try {
    const wheel = join(folder, "kit_fake_plugin-1.0-py3-none-any.whl");
    await new Deno.Command("python3", { args: ["-c", MAKE_WHEEL, wheel] }).output();
    await body(cache, async (hash) => {
      const path = join(folder, "list.txt");
      const lines = ["--no-index", `--find-links ${folder}`];
      lines.push(`kit-fake-plugin==1.0 --hash=sha256:${hash ?? await hashFile(wheel)}`);
      await Deno.writeTextFile(path, lines.join("\n") + "\n");
      return path;
    });
  } finally {
    if (before === undefined) Deno.env.delete("KIT_CACHE");
    else Deno.env.set("KIT_CACHE", before);
    await Deno.remove(folder, { recursive: true });
  }
}

const silent = () => {};

Deno.test("fetchCuda() lays packages out as in site-packages, and once", async () => {
  await withWheel(async (cache, list) => {
    const requirements = await list();
    const options = { requirements, neededBytes: 0, progress: false as const };
    const folder = await fetchCuda(silent, options);
    assertEquals(folder, cudaFolder(requirements));
    const plugin = join(folder, "jax_plugins/xla_cuda12/xla_cuda_plugin.so");
    assertEquals(await Deno.readTextFile(plugin), "a plugin");
    const notices: string[] = [];
    assertEquals(await fetchCuda((line) => notices.push(line), options), folder);
    assertEquals(notices, []);
    assertEquals([...Deno.readDirSync(cache)].length, 2); // the folder and its lock
    assertEquals([...Deno.readDirSync(folder)].filter(({ name }) => name === "download"), []);
  });
});

Deno.test("fetchCuda() refuses a package with another hash and leaves nothing behind", async () => {
  await withWheel(async (cache, list) => {
    const options = {
      requirements: await list("0".repeat(64)),
      neededBytes: 0,
      progress: false as const,
    };
    const error = await assertRejects(() => fetchCuda(silent, options), EngineUnavailable);
    assertStringIncludes(error.message, "Cannot fetch the CUDA libraries: ");
    assertStringIncludes(error.message, "HASH");
    const left = [...Deno.readDirSync(cache)].map(({ name }) => name);
    assertEquals(left, [`${basename(cudaFolder(options.requirements))}.lock`]);
  });
});

Deno.test("fetchCuda() says how much room it takes", async () => {
  await withWheel(async (_cache, list) => {
    const options = { requirements: await list(), neededBytes: 1e18 };
    const error = await assertRejects(() => fetchCuda(silent, options), EngineUnavailable);
    assertStringIncludes(error.message, "1000000000.0 GB must be free in");
    assertStringIncludes(error.message, "set KIT_CACHE to a larger disk");
  });
});
