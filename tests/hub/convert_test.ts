import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { LOCK_FILE, ROOT } from "../../src/core/paths.ts";
import { openCheckpoint } from "../../src/hub/checkpoint.ts";
import { convertInto, convertOnce } from "../../src/hub/convert.ts";
import { readHeader } from "../../src/hub/safetensors.ts";
import { readTorchFile } from "../../src/hub/torch_file.ts";

import { archive, stateDict } from "./_torch_archive.ts";

const FIXTURES = join(ROOT, "tests/fixtures");
const TINY = join(FIXTURES, "models/t5/v1_1");

interface Setting {
  /** A model with .bin weights, config.json and tokenizer.json. */
  readonly model: string;
  /** Folder of the kit's conversions. */
  readonly converted: string;
  readonly folder: string;
}

/** Runs a test with a copy of the tiny T5 1.1 and an empty cache of the kit. */
function convertTest(name: string, body: (setting: Setting) => Promise<void>): void {
  Deno.test(name, async () => {
    const folder = await Deno.makeTempDir();
    const before = Deno.env.get("KIT_CACHE");
    Deno.env.set("KIT_CACHE", join(folder, "cache"));
    try {
      const model = join(folder, "tiny");
      await Deno.mkdir(model);
      for (const file of ["config.json", "pytorch_model.bin"]) {
        await Deno.copyFile(join(TINY, file), join(model, file));
      }
      await Deno.writeTextFile(join(model, "tokenizer.json"), "{}");
      await body({ model, converted: join(folder, "cache", "converted"), folder });
    } finally {
      before === undefined ? Deno.env.delete("KIT_CACHE") : Deno.env.set("KIT_CACHE", before);
      await Deno.remove(folder, { recursive: true });
    }
  });
}

const quiet = { notice: () => {} };

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

async function bytesAt(folder: string, name: string): Promise<Uint8Array> {
  const { file, offset, byteLength } = (await openCheckpoint(folder)).location(name);
  return (await Deno.readFile(file)).slice(offset, offset + byteLength);
}

convertTest("a T5 1.1 of PyTorch has the bytes of its safetensors", async ({ model }) => {
  const folder = await convertOnce({ model }, quiet);
  assertEquals(namesIn(folder), ["config.json", "model.safetensors", "tokenizer.json"]);
  const [ours, theirs] = [await openCheckpoint(folder), await openCheckpoint(TINY)];
  assertEquals(ours.config, theirs.config);
  for (const [name, shape] of Object.entries(theirs.shapes)) {
    assertEquals(ours.shapes[name], shape);
    assertEquals(await bytesAt(folder, name), await bytesAt(TINY, name), name);
  }
  const copies = ["decoder.embed_tokens.weight", "encoder.embed_tokens.weight"];
  const others = Object.keys(ours.shapes).filter((name) => !Object.hasOwn(theirs.shapes, name));
  assertEquals(others.sort(), copies);
  for (const name of copies) {
    assertEquals(await bytesAt(folder, name), await bytesAt(TINY, "shared.weight"));
  }
});

convertTest("every type and order of shards is kept", async ({ model, folder }) => {
  const sharded = join(FIXTURES, "torch", "sharded");
  await Deno.remove(join(model, "pytorch_model.bin"));
  for (const name of namesIn(sharded)) {
    await Deno.copyFile(join(sharded, name), join(model, name));
  }
  const out = join(folder, "out");
  await convertInto(out, { model }, quiet);
  const expected = await readHeader(join(FIXTURES, "torch", "kinds.safetensors"));
  const found = await readHeader(join(out, "model.safetensors"));
  assertEquals([...found.keys()].sort(), [...expected.keys()].sort());
  for (const [name, { file, offset, byteLength, dtype, shape }] of expected) {
    const ours = found.get(name)!;
    assertEquals([ours.dtype, ours.shape], [dtype, shape]);
    assertEquals(
      (await Deno.readFile(ours.file)).slice(ours.offset, ours.offset + byteLength),
      (await Deno.readFile(file)).slice(offset, offset + byteLength),
      name,
    );
  }
  await Deno.remove(join(model, "pytorch_model-00002-of-00002.bin"));
  const error = await assertRejects(() => convertInto(out, { model }, quiet), UsageError);
  assertStringIncludes(error.message, `it has no "pytorch_model-00002-of-00002.bin"`);
});

convertTest("a model is converted once, also by two at once", async ({ model, converted }) => {
  const lines: string[] = [];
  const loud = { notice: (line: string) => void lines.push(line) };
  const folders = await Promise.all([convertOnce({ model }, loud), convertOnce({ model }, loud)]);
  assertEquals(folders[0], folders[1]);
  assertEquals(lines.filter((line) => line.includes("100%")).length, 1);
  assertEquals(await convertOnce({ model }, loud), folders[0]);
  assertEquals(lines.filter((line) => line.includes("100%")).length, 1);
  assertEquals(namesIn(converted).filter((name) => !name.endsWith(".lock")).length, 1);
});

convertTest("other files are another conversion", async ({ model, folder }) => {
  const first = await convertOnce({ model }, quiet);
  const other = join(folder, "other");
  await Deno.mkdir(other);
  await Deno.writeTextFile(join(other, "tokenizer.json"), `{"other": true}`);
  const second = await convertOnce({ model, tokenizer: other }, quiet);
  assert(first !== second);
  assertEquals(await Deno.readTextFile(join(second, "tokenizer.json")), `{"other": true}`);
  assertEquals(await Deno.readTextFile(join(first, "tokenizer.json")), "{}");
});

convertTest("a conversion that fails half-way leaves nothing", async ({ model, converted }) => {
  const bin = join(model, "pytorch_model.bin");
  const cut = { notice: () => Deno.truncateSync(bin, 50_000) };
  await assertRejects(() => convertOnce({ model }, cut), UsageError, "bytes are missing");
  assert(namesIn(converted).every((name) => name.endsWith(".lock")));
  await Deno.copyFile(join(TINY, "pytorch_model.bin"), bin);
  await openCheckpoint(await convertOnce({ model }, quiet));
});

convertTest("a conversion that was killed is made anew", async ({ model, converted }) => {
  const script = `
    import { convertOnce } from "${new URL("../../src/hub/convert.ts", import.meta.url)}";
    await convertOnce({ model: Deno.args[0] }, { notice: () => Deno.kill(Deno.pid, "SIGKILL") });
  `;
  const { success } = await new Deno.Command(Deno.execPath(), {
    // deno-fmt-ignore
    args: ["run", `--lock=${LOCK_FILE}`, `--config=${join(ROOT, "deno.json")}`, "-A", "--quiet",
      `data:application/typescript,${encodeURIComponent(script)}`, model],
  }).output();
  assert(!success);
  assert(namesIn(converted).some((name) => name.endsWith(".part")));
  const folder = await convertOnce({ model }, quiet);
  assertEquals(await bytesAt(folder, "lm_head.weight"), await bytesAt(TINY, "lm_head.weight"));
  assert(!namesIn(converted).some((name) => name.endsWith(".part")));
});

convertTest("what is missing is said in one sentence", async ({ model, folder }) => {
  const fails = async (part: string) => {
    const error = await assertRejects(() => convertOnce({ model }, quiet), UsageError);
    assertStringIncludes(error.message, `Cannot convert "${model}": ${part}`);
    assert(!error.message.includes("\n"));
  };
  await Deno.remove(join(model, "tokenizer.json"));
  await fails("it has no tokenizer.json: name a model that has one");
  const tokenizer = join(folder, "nothing");
  await Deno.mkdir(tokenizer);
  await assertRejects(() => convertOnce({ model, tokenizer }, quiet), UsageError, "no such file");
  await Deno.remove(join(model, "pytorch_model.bin"));
  await fails(`it has neither "pytorch_model.bin" nor`);
  await Deno.remove(join(model, "config.json"));
  await fails("it has no config.json");
});

convertTest("a folder with something in it is left alone", async ({ model, folder }) => {
  await assertRejects(() => convertInto(model, { model }, quiet), UsageError, "choose another");
  const out = join(folder, "a", "b");
  await convertInto(out, { model }, quiet);
  assertEquals(
    Object.keys((await openCheckpoint(out)).shapes).sort(),
    [...(await readTorchFile(join(model, "pytorch_model.bin"))).keys()].sort(),
  );
});

convertTest(
  "a file without tensors is refused, and leaves no folder",
  async ({ model, folder }) => {
    await Deno.writeFile(join(model, "pytorch_model.bin"), await archive(stateDict({})));
    const out = join(folder, "out");
    await assertRejects(
      () => convertInto(out, { model }, quiet),
      UsageError,
      "no tensors are in it",
    );
    assertEquals(namesIn(folder).includes("out"), false);
  },
);
