import { assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../../src/core/errors.ts";
import { hashFile } from "../../src/core/hash.ts";
import { type Checkpoint, openCheckpoint } from "../../src/hub/checkpoint.ts";
import { writeSafetensors } from "../../src/hub/write_safetensors.ts";
import { inTempFolder } from "../_folder.ts";

const FIXTURES = fileURLToPath(new URL("../fixtures/models/t5", import.meta.url));

const put = (folder: string, name: string, value: unknown) =>
  Deno.writeTextFile(join(folder, name), JSON.stringify(value));

function read(checkpoint: Checkpoint, name: string): Float32Array {
  const size = checkpoint.shapes[name]!.reduce((product, axis) => product * axis, 1);
  const values = new Float32Array(size);
  checkpoint.fill(name, values);
  return values;
}

Deno.test("openCheckpoint() reads shards as it reads one file", async () => {
  const single = await openCheckpoint(join(FIXTURES, "v1_0"));
  const sharded = await openCheckpoint(join(FIXTURES, "v1_0_sharded"));
  const names = Object.keys(single.shapes).sort();
  assertEquals(Object.keys(sharded.shapes).sort(), names);
  for (const name of names) {
    assertEquals(sharded.shapes[name], single.shapes[name]);
    assertEquals(read(sharded, name), read(single, name), name);
  }
  assertEquals(single.config.model_type, "t5");
});

for (const [dtype, bits] of [["bf16", 8], ["f16", 11]] as const) {
  Deno.test(`openCheckpoint() reads ${dtype} weights as the rounded float32 ones`, async () => {
    const exact = await openCheckpoint(join(FIXTURES, "v1_0"));
    const rounded = await openCheckpoint(join(FIXTURES, `v1_0_${dtype}`));
    let differing = 0;
    for (const name of Object.keys(exact.shapes)) {
      const [a, b] = [read(exact, name), read(rounded, name)];
      a.forEach((value, i) => {
        const error = Math.abs(value - b[i]!);
        if (error > Math.abs(value) * 2 ** -bits + 2 ** -25) throw new Error(`${name}[${i}]`);
        if (error > 0) differing++;
      });
    }
    assertNotEquals(differing, 0);
  });
}

Deno.test("location() tells where the bytes lie", async () => {
  const checkpoint = await openCheckpoint(join(FIXTURES, "v1_1"));
  const { file, offset, byteLength, dtype } = checkpoint.location("lm_head.weight");
  assertEquals(dtype, "F32");
  const bytes = (await Deno.readFile(file)).slice(offset, offset + byteLength);
  assertEquals(new Float32Array(bytes.buffer), read(checkpoint, "lm_head.weight"));
  assertThrows(() => checkpoint.location("nothing"), UsageError, `no tensor "nothing"`);
  assertThrows(() => checkpoint.fill("nothing", new Float32Array(1)), UsageError, `no tensor`);
});

Deno.test("hash() is that of the file, or tells of all shards", async () => {
  const single = await openCheckpoint(join(FIXTURES, "v1_0"));
  assertEquals(await single.hash(), await hashFile(join(FIXTURES, "v1_0", "model.safetensors")));
  await inTempFolder(async (folder) => {
    for (const { name } of Deno.readDirSync(join(FIXTURES, "v1_0_sharded"))) {
      await Deno.copyFile(join(FIXTURES, "v1_0_sharded", name), join(folder, name));
    }
    const before = await (await openCheckpoint(folder)).hash();
    const shard = join(folder, "model-00002-of-00002.safetensors");
    const bytes = await Deno.readFile(shard);
    bytes[bytes.length - 1]! ^= 1;
    await Deno.writeFile(shard, bytes);
    assertNotEquals(await (await openCheckpoint(folder)).hash(), before);
  });
});

Deno.test("openCheckpoint() refuses pickles and says how to convert them", async () => {
  await inTempFolder(async (folder) => {
    await put(folder, "config.json", {});
    await assertRejects(() => openCheckpoint(folder), UsageError, "it has neither");
    await put(folder, "pytorch_model.bin", "");
    await assertRejects(() => openCheckpoint(folder), UsageError, `deno task convert ${folder}`);
  });
});

Deno.test("openCheckpoint() refuses an index that is wrong or leaves the folder", async () => {
  await inTempFolder(async (folder) => {
    const index = "model.safetensors.index.json";
    const shard = "model-00001-of-00001.safetensors";
    await put(folder, "config.json", {});
    await writeSafetensors(join(folder, shard), {
      a: { shape: [1], values: Float32Array.of(1) },
    });
    for (const file of ["../x.safetensors", "/etc/passwd", "a/../../x", "..\\x", "C:x", ""]) {
      await put(folder, index, { weight_map: { a: file } });
      await assertRejects(() => openCheckpoint(folder), UsageError, "leaves the folder");
    }
    await put(folder, index, { weight_map: { a: shard, b: shard } });
    await assertRejects(() => openCheckpoint(folder), UsageError, `it lacks tensor "b"`);
    await put(folder, index, { weight_map: [1] });
    await assertRejects(() => openCheckpoint(folder), UsageError, "weight_map must name");
    await put(folder, index, { weight_map: { a: shard } });
    assertEquals(read(await openCheckpoint(folder), "a"), Float32Array.of(1));
  });
});

Deno.test("openCheckpoint() refuses a missing or malformed config.json", async () => {
  await inTempFolder(async (folder) => {
    await assertRejects(() => openCheckpoint(folder), UsageError, "config.json");
    await Deno.writeTextFile(join(folder, "config.json"), "[1");
    await assertRejects(() => openCheckpoint(folder), UsageError, "must hold a JSON object");
  });
});
