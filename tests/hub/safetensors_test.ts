import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { fillFloats, readHeader, readTensor } from "../../src/hub/safetensors.ts";
import {
  type TensorPieces,
  writePieces,
  writeSafetensors,
} from "../../src/hub/write_safetensors.ts";

const folder = await Deno.makeTempDir();
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

/** Writes a file with that header, whatever it claims, and that many bytes behind it. */
async function put(header: unknown, bodyBytes: number, claimedHeaderBytes?: number) {
  const json = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + json.length + bodyBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(claimedHeaderBytes ?? json.length), true);
  bytes.set(json, 8);
  const file = join(folder, "case.safetensors");
  await Deno.writeFile(file, bytes);
  return { file, body: 8 + json.length };
}

async function putTensor(dtype: string, shape: number[], body: ArrayBufferLike) {
  const header = { t: { dtype, shape, data_offsets: [0, body.byteLength] } };
  const { file, body: start } = await put(header, body.byteLength);
  const bytes = await Deno.readFile(file);
  bytes.set(new Uint8Array(body), start);
  await Deno.writeFile(file, bytes);
  return file;
}

async function readOnly(file: string) {
  return await readTensor("t", (await readHeader(file)).get("t")!);
}

Deno.test("writeSafetensors() and readTensor() are inverse", async () => {
  const file = join(folder, "round.safetensors");
  const tensors = {
    "b.weight": { shape: [2, 3], values: Float32Array.of(1, -2.5, 3e-30, NaN, Infinity, -0) },
    "a": { shape: [], values: Float32Array.of(7) },
    "empty": { shape: [0, 4], values: new Float32Array() },
    "__proto__x": { shape: [1], values: Float32Array.of(0.1) },
  };
  await writeSafetensors(file, tensors);
  const locations = await readHeader(file);
  assertEquals([...locations.keys()].sort(), Object.keys(tensors).sort());
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    const location = locations.get(name)!;
    assertEquals(location.shape, shape);
    assertEquals(await readTensor(name, location), values);
  }
});

Deno.test("writeSafetensors() writes the same bytes in whatever order, aligned, and whole", async () => {
  const [first, second] = [join(folder, "first"), join(folder, "second")];
  const a = { shape: [3], values: Float32Array.of(1, 2, 3) };
  const b = { shape: [1], values: new Float32Array([9, 4, 9]).subarray(1, 2) };
  await writeSafetensors(first, { a, b });
  await writeSafetensors(second, { b, a });
  assertEquals(await Deno.readFile(first), await Deno.readFile(second));
  const location = (await readHeader(first)).get("a")!;
  assertEquals(location.offset % 64, 0);
  assertEquals(await readTensor("b", (await readHeader(first)).get("b")!), Float32Array.of(4));

  await assertRejects(
    () => writeSafetensors(first, { a: { shape: [2], values: a.values } }),
    RangeError,
    "there are 3",
  );
  assertEquals(await Deno.readFile(first), await Deno.readFile(second)); // untouched
  assert(![...Deno.readDirSync(folder)].some(({ name }) => name.endsWith(".part")));
});

Deno.test("writePieces() keeps types and puts each tensor where its type may lie", async () => {
  const file = join(folder, "pieces.safetensors");
  const tensor = (dtype: TensorPieces["dtype"], ...pieces: ArrayBufferView[]): TensorPieces => ({
    dtype,
    shape: [pieces.length],
    pieces: () => pieces.map(({ buffer }) => new Uint8Array(buffer)),
  });
  const tensors = {
    byte: tensor("U8", Uint8Array.of(7)),
    half: tensor("F16", Float16Array.of(1.5), Float16Array.of(-2)),
    long: tensor("I64", BigInt64Array.of(5n), BigInt64Array.of(-6n)),
    word: tensor("I32", Int32Array.of(9)),
  };
  await writePieces(file, new Map(Object.entries(tensors)));
  const found = [...await readHeader(file)];
  assertEquals(found.map(([name, { offset }]) => [name, offset % 8]), [
    ["long", 0],
    ["word", 0],
    ["half", 4],
    ["byte", 0],
  ]);
  assertEquals(await readTensor("long", found[0]![1]), Int32Array.of(5, -6));
  assertEquals(await readTensor("half", found[2]![1]), Float32Array.of(1.5, -2));
});

Deno.test("writePieces() refuses pieces that do not fill a tensor, and leaves no file", async () => {
  const file = join(folder, "unfilled.safetensors");
  const pieces = () => [new Uint8Array(3)];
  const write = (name: string, tensor: TensorPieces) => () =>
    writePieces(file, new Map([[name, tensor]]));
  const tensor = { dtype: "F32", shape: [1], pieces } as const;
  await assertRejects(write("t", tensor), RangeError, "it needs 4 bytes: got 3");
  await assertRejects(write("__metadata__", tensor), RangeError, "the format keeps that name");
  assert(![...Deno.readDirSync(folder)].some(({ name }) => name.startsWith("unfilled")));
});

Deno.test("readTensor() widens float16 and bfloat16 exactly", async () => {
  const values = [0, -0, 1, -1.5, 65504, 6.103515625e-5, 5.960464477539063e-8, Infinity];
  const half = await putTensor("F16", [8], new Float16Array(values).buffer);
  assertEquals(await readOnly(half), Float32Array.from(values));

  const brain = Uint16Array.of(0x3f80, 0xc000, 0x7f80, 0x0001, 0x8000, 0x4049);
  assertEquals(
    await readOnly(await putTensor("BF16", [2, 3], brain.buffer)),
    Float32Array.of(1, -2, Infinity, 2 ** -133, -0, 3.140625),
  );
});

Deno.test("readTensor() reads doubles and integers, and refuses what does not fit", async () => {
  const doubles = await putTensor("F64", [2], Float64Array.of(0.1, -2).buffer);
  assertEquals(await readOnly(doubles), Float32Array.of(0.1, -2));
  const long = await putTensor("I64", [2], BigInt64Array.of(-5n, 2147483647n).buffer);
  assertEquals(await readOnly(long), Int32Array.of(-5, 2147483647));
  const int = await putTensor("I32", [1], Int32Array.of(-7).buffer);
  assertEquals(await readOnly(int), Int32Array.of(-7));
  const wide = await putTensor("I64", [1], BigInt64Array.of(2147483648n).buffer);
  await assertRejects(() => readOnly(wide), UsageError, `tensor "t": integers must fit`);
  const bytes = await putTensor("U8", [1], Uint8Array.of(1).buffer);
  await assertRejects(() => readOnly(bytes), UsageError, "file has U8");
});

async function filled(file: string, count: number): Promise<Float32Array> {
  const values = new Float32Array(count);
  fillFloats("t", (await readHeader(file)).get("t")!, values);
  return values;
}

Deno.test("fillFloats() reads what readTensor() reads, also in several pieces", async () => {
  const count = (1 << 20) + 3; // two pieces
  const values = Float32Array.from({ length: count }, (_, i) => (i % 2048) / 8);
  const types = {
    F32: values.buffer,
    F16: new Float16Array(values).buffer,
    BF16: Uint16Array.from(new Uint32Array(values.buffer), (bits) => bits >>> 16).buffer,
    F64: new Float64Array(values).buffer,
  };
  for (const [dtype, body] of Object.entries(types)) {
    const file = await putTensor(dtype, [count], body);
    assertEquals(await filled(file, count), await readOnly(file), dtype);
  }
});

Deno.test("fillFloats() refuses integers, another size, and a file that was cut off", async () => {
  const integers = await putTensor("I32", [1], Int32Array.of(1).buffer);
  await assertRejects(
    () => filled(integers, 1),
    UsageError,
    `"t": it must hold floats: file has I32`,
  );
  const half = await putTensor("F16", [2], new Float16Array(2).buffer);
  await assertRejects(() => filled(half, 3), UsageError, "it has 2 numbers: there is room for 3");
  for (
    const [dtype, body] of [["F32", new Float32Array(4)], ["F16", new Float16Array(4)]] as const
  ) {
    const file = await putTensor(dtype, [4], body.buffer);
    const location = (await readHeader(file)).get("t")!;
    await Deno.truncate(file, location.offset + 7);
    const values = new Float32Array(4);
    assertThrows(() => fillFloats("t", location, values), UsageError, "bytes are missing");
  }
});

const F32 = (from: number, to: number, shape = [(to - from) / 4]) => ({
  dtype: "F32",
  shape,
  data_offsets: [from, to],
});

const BAD: Record<string, { header: unknown; body: number; claimed?: number; says: string }> = {
  "a header longer than the file": { header: "{}", body: 0, claimed: 1e6, says: "must fit into" },
  "a header of 2^60 bytes": { header: "{}", body: 0, claimed: 2 ** 60, says: "must fit into" },
  "a header that is no JSON": { header: "{a", body: 0, says: "must be a JSON object" },
  "a header that is a list": { header: [], body: 0, says: "must be a JSON object" },
  "a tensor beyond the end": { header: { t: F32(0, 8) }, body: 4, says: "it is cut off" },
  "bytes behind the last tensor": { header: { t: F32(0, 4) }, body: 8, says: "must end at byte" },
  "overlapping tensors": {
    header: { s: F32(0, 8), t: F32(4, 12) },
    body: 12,
    says: `tensor "t" overlaps`,
  },
  "the same bytes twice": { header: { s: F32(0, 8), t: F32(0, 8) }, body: 8, says: "overlaps" },
  "a hole": { header: { s: F32(0, 4), t: F32(8, 12) }, body: 12, says: "unused" },
  "an unknown type": {
    header: { t: { ...F32(0, 4), dtype: "toString" } },
    body: 4,
    says: `tensor "t" has unknown type "toString"`,
  },
  "a shape that does not give the bytes": {
    header: { t: F32(0, 8, [3]) },
    body: 8,
    says: "must have 12 bytes",
  },
  "a shape that overflows": {
    header: { t: F32(0, 0, [2 ** 40, 2 ** 40]) },
    body: 0,
    says: "bytes by its shape",
  },
  "a negative axis": { header: { t: F32(0, 4, [-1]) }, body: 4, says: "no valid shape" },
  "offsets in reverse": {
    header: { t: { dtype: "F32", shape: [1], data_offsets: [8, 4] } },
    body: 8,
    says: "must have 4 bytes",
  },
  "fractional offsets": {
    header: { t: { dtype: "F32", shape: [1], data_offsets: [0.5, 4.5] } },
    body: 8,
    says: "no valid data_offsets",
  },
  "an entry that is null": { header: { t: null }, body: 0, says: "unknown type" },
};

for (const [what, { header, body, claimed, says }] of Object.entries(BAD)) {
  Deno.test(`readHeader() refuses ${what}`, async () => {
    const { file } = await put(header, body, claimed);
    const error = await assertRejects(() => readHeader(file), UsageError);
    assertStringIncludes(error.message, says);
    assertStringIncludes(error.message, `Cannot read "${file}": `);
    assert(!error.message.includes("\n"));
  });
}

Deno.test("readHeader() refuses a file cut anywhere", async () => {
  const file = join(folder, "whole.safetensors");
  await writeSafetensors(file, { t: { shape: [20], values: new Float32Array(20).fill(1) } });
  const bytes = await Deno.readFile(file);
  const cut = join(folder, "cut.safetensors");
  for (const length of [0, 7, 8, 40, bytes.length - 80, bytes.length - 1]) {
    await Deno.writeFile(cut, bytes.subarray(0, length));
    await assertRejects(() => readHeader(cut), UsageError, cut);
  }
});
