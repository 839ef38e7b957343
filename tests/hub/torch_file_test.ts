import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { ROOT } from "../../src/core/paths.ts";
import { readHeader } from "../../src/hub/safetensors.ts";
import { readTorchFile, tensorBytes, type TorchTensor } from "../../src/hub/torch_file.ts";
import { archive, pickle, push, stateDict, tensor } from "./_torch_archive.ts";

const FIXTURES = join(ROOT, "tests/fixtures/torch");
const folder = await Deno.makeTempDir();
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

async function put(bytes: Uint8Array): Promise<string> {
  const file = join(folder, "case.bin");
  await Deno.writeFile(file, bytes);
  return file;
}

async function bytesOf(name: string, tensor: TorchTensor): Promise<Uint8Array> {
  const pieces = await Array.fromAsync(tensorBytes(name, tensor));
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

for (
  const [name, files] of [
    ["types and orders", ["kinds.bin"]],
    ["shards", [1, 2].map((i) => `sharded/pytorch_model-0000${i}-of-00002.bin`)],
  ] as const
) {
  Deno.test(`readTorchFile() reads ${name} as PyTorch does`, async () => {
    const expected = join(FIXTURES, "kinds.safetensors");
    const content = await Deno.readFile(expected);
    const header = await readHeader(expected);
    const found: string[] = [];
    for (const file of files) {
      for (const [name, tensor] of await readTorchFile(join(FIXTURES, file))) {
        const { dtype, shape, offset, byteLength } = header.get(name)!;
        assertEquals([tensor.dtype, tensor.shape], [dtype, shape], name);
        const bytes = content.subarray(offset, offset + byteLength);
        assertEquals(await bytesOf(name, tensor), bytes, name);
        found.push(name);
      }
    }
    assertEquals(found.sort(), [...header.keys()].sort());
  });
}

Deno.test("readTorchFile() reads an archive with 64-bit sizes", async () => {
  const numbers = new Uint8Array(Float32Array.of(3, 4).buffer);
  const bytes = await archive(stateDict({ t: tensor() }), { "data/0": numbers }, { zip64: true });
  const tensors = await readTorchFile(await put(bytes));
  assertEquals(await bytesOf("t", tensors.get("t")!), numbers);
});

Deno.test("tensorBytes() gives large tensors in pieces", async () => {
  const count = (1 << 20) + 5;
  const numbers = new Uint8Array(new Float32Array(count).fill(2).buffer);
  const program = stateDict({ t: tensor({ count, shape: [count] }) });
  const tensors = await readTorchFile(await put(await archive(program, { "data/0": numbers })));
  const pieces = await Array.fromAsync(tensorBytes("t", tensors.get("t")!));
  assertEquals(pieces.map(({ length }) => length), [1 << 22, 20]);
  assertEquals(pieces[1], numbers.subarray(1 << 22));
});

for (
  const [file, says] of [
    ["legacy.bin", "of an older form: convert that, in its folder, with\npython3"],
    ["module.bin", `it names "torch.nn.modules.linear.Linear", which is refused`],
    ["nested.bin", `"state_dict" is no tensor`],
    ["complex.bin", `it names "torch.ComplexFloatStorage", which is refused`],
  ]
) {
  Deno.test(`readTorchFile() refuses ${file} of PyTorch`, async () => {
    const path = join(FIXTURES, file!);
    const error = await assertRejects(() => readTorchFile(path), UsageError);
    assertStringIncludes(error.message, `Cannot read "${path}": `);
    assertStringIncludes(error.message, says!);
  });
}

const t = tensor();
const deep = pickle(...Array.from({ length: 50_000 }, () => "}("), "t.");

/** Programs that a state dict has no need of, and what is said of them. */
const PROGRAMS: Readonly<Record<string, readonly [program: Uint8Array<ArrayBuffer>, string]>> = {
  "a call of the system": [
    pickle(0x80, 2, push.global("posix", "system"), push.tuple(push.text("touch x")), "R."),
    `it names "posix.system", which is refused`,
  ],
  "a call by the stack": [
    pickle(0x80, 4, push.text("posix"), push.text("system"), 0x93, "."),
    "instruction STACK_GLOBAL at byte 23 is refused",
  ],
  "a name with a prototype": [pickle(push.global("__proto__", "x"), "."), `"__proto__.x"`],
  "an instance": [pickle("(iposix\nsystem\n."), "instruction INST at byte 1 is refused"],
  "an unknown instruction": [pickle(0xff, "."), "instruction 0xff at byte 0 is refused"],
  "a storage that is called": [
    pickle(push.global("torch", "FloatStorage"), ")R."),
    "it calls what is no function",
  ],
  "an OrderedDict with content": [
    pickle(push.global("collections", "OrderedDict"), push.tuple(push.text("x")), "R."),
    "must begin empty",
  ],
  "a parameter of a text": [
    pickle(push.global("torch._utils", "_rebuild_parameter"), push.tuple(push.text("x")), "R."),
    "a parameter must be a tensor",
  ],
  "a tensor of nothing": [
    pickle(push.global("torch._utils", "_rebuild_tensor_v2"), ")R."),
    "a tensor must have a storage",
  ],
  "another reference": [pickle(push.text("x"), "Q."), "must name a storage"],
  "an entry of memory that is not there": [
    pickle("j", 0xff, 0xff, 0xff, 0xff, "."),
    "it recalls entry 4294967295",
  ],
  "more taken than there is": [pickle("(0t."), "instruction 0x30"],
  "an empty stack": [pickle("."), "it takes more than there is"],
  "a tuple across a mark": [pickle("}(", 0x85, "."), "it takes more than there is"],
  "items without a dict": [pickle(")(}}u."), "it fills what is no dict"],
  "an item without a value": [pickle("}(}u."), "it fills what is no dict"],
  "a program that is cut off": [stateDict({ t }).subarray(0, 40), "it ends in the middle"],
  "a text longer than the program": [
    pickle("X", 0xff, 0xff, 0xff, 0xff, "a."),
    "it ends in the middle",
  ],
  "a name without an end": [pickle("ctorch"), "it ends in the middle"],
  "a number without bounds": [
    pickle(0x8a, 9, new Uint8Array(9).fill(0x7f), "."),
    "a number is too large",
  ],
  "tuples fifty thousand deep": [deep, "it must hold a state dict"],
  "a list": [pickle(")."), "it must hold a state dict: names and tensors"],
  "a name that is no text": [pickle("}(}", t, "u."), "an entry without a name is no tensor"],
  "a value that is no tensor": [stateDict({ step: push.number(3) }), `"step" is no tensor`],
};

for (const [what, [program, says]] of Object.entries(PROGRAMS)) {
  Deno.test(`readTorchFile() refuses ${what}`, async () => {
    await refuses(await archive(program), says);
  });
}

/** Tensors that are not in the archive as they say, whose storage has two floats. */
const CLAIMS: Readonly<Record<string, readonly [program: Uint8Array<ArrayBuffer>, string]>> = {
  "a storage that is missing": [
    stateDict({ t: tensor({ key: "1" }) }),
    `entry "model/data/1" is missing`,
  ],
  "a storage outside of the folder": [
    stateDict({ t: tensor({ key: "../data.pkl" }) }),
    `entry "model/data/../data.pkl" is missing`,
  ],
  "a storage that is smaller": [
    stateDict({ t: tensor({ count: 3 }) }),
    "needs 12 bytes in data/0: there are 8",
  ],
  "a storage of another type": [
    stateDict({ t: tensor({ storage: "HalfStorage" }) }),
    "needs 4 bytes in data/0: there are 8",
  ],
  "a storage beyond all numbers": [
    stateDict({ t: tensor({ count: 2 ** 52 }) }),
    "in data/0: there are 8",
  ],
  "an offset beyond the end": [
    stateDict({ t: tensor({ offset: 1 }) }),
    `tensor "t" leaves the 2 numbers of its storage`,
  ],
  "an offset below zero": [stateDict({ t: tensor({ offset: -1 }) }), "a tensor must have"],
  "a stride beyond the end": [stateDict({ t: tensor({ strides: [2] }) }), "leaves the 2 numbers"],
  "a stride below zero": [stateDict({ t: tensor({ strides: [-1] }) }), "a tensor must have"],
  "an axis without a stride": [stateDict({ t: tensor({ strides: [] }) }), "a tensor must have"],
  "a number that is spread": [
    stateDict({ t: tensor({ shape: [2 ** 40], strides: [0] }) }),
    "leaves the 2 numbers",
  ],
  "a shape beyond all numbers": [
    stateDict({
      t: tensor({ shape: Array(60).fill(2 ** 52), strides: Array(60).fill(2 ** 52) }),
    }),
    "leaves the 2 numbers",
  ],
  "the same numbers four hundred times": [
    stateDict({
      ...Object.fromEntries(
        Array.from({ length: 400 }, (_, i) => [`t${i}`, tensor({ count: 5e4, shape: [5e4] })]),
      ),
    }),
    "must not be more than 4 times used",
  ],
};

for (const [what, [program, says]] of Object.entries(CLAIMS)) {
  Deno.test(`readTorchFile() refuses ${what}`, async () => {
    const others = what.includes("times") ? { "data/0": new Uint8Array(2e5) } : {};
    await refuses(await archive(program, others), says);
  });
}

async function refuses(bytes: Uint8Array, says: string): Promise<void> {
  const file = await put(bytes);
  const error = await assertRejects(() => readTorchFile(file), UsageError);
  assertStringIncludes(error.message, `Cannot read "${file}": `);
  assertStringIncludes(error.message, says);
  assert(!error.message.includes("\n"));
}

Deno.test("readTorchFile() refuses archives that are not torch's", async () => {
  const program = stateDict({ t });
  const zeros = new Uint8Array(1000);
  await refuses(await archive(program, { a: zeros }, { level: 6 }), "is compressed");
  await refuses(await archive(program, { "data.pkl": new Uint8Array(9 << 20) }), "at most 8388608");
  await refuses(await archive(program, { byteorder: push.text("big") }), "little-endian");
  await refuses(await archive(program, { "../x": program }), "Unsafe filename");
  const whole = await archive(program);
  const moved = whole.slice();
  moved[0] = moved[0]! ^ 1;
  await assertRejects(async () => readTorchFile(await put(moved)), UsageError, "older form");
  const inner = whole.slice();
  const second = new TextDecoder("latin1").decode(inner).lastIndexOf("PK\x03\x04");
  inner[second] = 0;
  await refuses(inner, `entry "model/data/0" is not where the archive says`);
});

Deno.test("readTorchFile() refuses a file cut anywhere", async () => {
  const bytes = await Deno.readFile(join(FIXTURES, "kinds.bin"));
  for (const length of [0, 3, 4, 100, 1500, bytes.length - 100, bytes.length - 1]) {
    const file = await put(bytes.subarray(0, length));
    await assertRejects(() => readTorchFile(file), UsageError, `Cannot read "${file}"`);
  }
});

Deno.test("readTorchFile() refuses or reads whatever a damaged byte makes of a file", async () => {
  const whole = await archive(stateDict({ t }));
  for (let at = 0; at < whole.length; at++) {
    const bytes = whole.slice();
    bytes[at]! ^= [0x01, 0x80, 0xff][at % 3]!;
    const file = await put(bytes);
    try {
      for (const tensor of (await readTorchFile(file)).values()) await bytesOf("t", tensor);
    } catch (error) {
      assert(error instanceof UsageError, `byte ${at}: ${error}`);
    }
  }
});
