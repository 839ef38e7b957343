import { assert, assertEquals, assertMatch, assertStrictEquals, assertThrows } from "@std/assert";
import * as tf from "../../../src/engine/tf.ts";
import { Client } from "../../../src/engine/xla/client.ts";
import { compileOptions } from "../../../src/engine/xla/compile_options.ts";
import { ExecutableCache } from "../../../src/engine/xla/executable_cache.ts";
import { addressOf, utf8, words } from "../../../src/engine/xla/memory.ts";
import { parameter, splat } from "../../../src/engine/xla/node.ts";
import { add, multiply } from "../../../src/engine/xla/ops_elementwise.ts";
import {
  type Arguments,
  bytesWithoutRoom,
  type Fields,
  Pjrt,
  PjrtError,
} from "../../../src/engine/xla/pjrt.ts";
import { emit } from "../../../src/engine/xla/stablehlo.ts";
import { fromBf16, toBf16 } from "../../../src/core/bfloat16.ts";
import { TensorType } from "../../../src/engine/xla/types.ts";
import { aliasedBytes } from "./_memory_use.ts";
import { backend, xlaTest } from "./_xla.ts";

Deno.test("compileOptions() writes CompileOptionsProto", () => {
  const hex = (bytes: Uint8Array) =>
    [...bytes].map((it) => it.toString(16).padStart(2, "0")).join("");
  const plain = "1a0f08ffffffffffffffffff0120012801";
  assertEquals(hex(compileOptions()), plain);
  // 7 { 1: "a", 2 { 3: 300 } } and 7 { 1: "b", 2 { 2: true } }
  assertEquals(
    hex(compileOptions({ a: 300, b: true })),
    `${plain}3a080a01611203` + "18ac02" + "3a070a016212021001",
  );
});

Deno.test("toBf16() rounds to nearest, ties to even, and keeps what is no number", () => {
  const values = [1, -2.5, 1 + 2 ** -8, 1 + 3 * 2 ** -8, 1 + 2 ** -8 + 2 ** -20, NaN, Infinity, -0];
  assertEquals(
    fromBf16(toBf16(new Float32Array(values))),
    new Float32Array([1, -2.5, 1, 1 + 2 ** -6, 1 + 2 ** -7, NaN, Infinity, -0]),
  );
});

Deno.test("emit() writes a module once for equal programs", () => {
  const build = () => {
    const x = parameter(new TensorType("f32", [2]));
    return emit([multiply(add(x, splat(1, "f32")), x)], [x], new Map([[x, 0]]));
  };
  const module = build();
  assertEquals(module.text, build().text);
  assertEquals(module.donated, [0]);
  assertMatch(module.text, /@main\(%a0: tensor<2xf32> \{tf.aliasing_output = 0 : i32\}\)/);
  assertMatch(module.text, /dense<0x3F800000> : tensor<2xf32>/);
  const stranger = parameter(new TensorType("f32", [2]));
  assertThrows(() => emit([add(stranger, stranger)], []), Error, "exists only inside the program");
});

xlaTest("a plugin's errors are JavaScript errors, and what follows works", () => {
  const { client } = backend();
  const broken = { text: "module {", parameters: [], outputs: [], donated: [] };
  const error = assertThrows(() => client.compile(broken), PjrtError);
  assert(error.code > 0);
  assertMatch(error.message, /^Client_Compile: /);
  const type = new TensorType("f32", [2]);
  const buffer = client.upload(new Float32Array([1, 2]), type);
  assertEquals(client.read(buffer), new Float32Array([1, 2]));
  client.free(buffer);
  client.free(buffer); // once is enough
  assertThrows(() => client.read(buffer), ReferenceError, "its memory was freed");
});

Deno.test("a struct holds on to the arrays that it points to", () => {
  const struct = (fields: Fields) => Pjrt.prototype.struct(4, fields);
  const text = utf8("text");
  const inner = struct({ 2: text, 3: 4n });
  assertEquals([...inner], [32n, 0n, addressOf(text), 4n]);
  const outer = struct({ 2: inner });
  assertEquals(outer[2], addressOf(inner));
  assertStrictEquals((outer.fields[2] as Arguments).fields[2], text);
});

Deno.test("peakBytes() reads a device's counter, if it is said to be set", () => {
  const device = words(1);
  let isSet = 0n;
  const fake = {
    struct: Pjrt.prototype.struct,
    call(name: string, struct: Arguments): Arguments {
      if (name === "Client_AddressableDevices") [struct[3], struct[4]] = [addressOf(device), 1n];
      if (name === "Device_MemoryStats") [struct[4], struct[5]] = [3_000_000_000n, isSet];
      return struct;
    },
  };
  const client = new Client(fake as unknown as Pjrt);
  isSet = 0xff00n; // what lies behind the bool in its word is no part of it
  assertEquals(client.peakBytes(), undefined);
  isSet = 0xff01n;
  assertEquals(client.peakBytes(), 3_000_000_000);
});

xlaTest("a GPU counts its memory, a CPU does not", () => {
  const { client } = backend();
  assertEquals(client.peakBytes() === undefined, client.platform.name === "cpu");
});

Deno.test("bytesWithoutRoom() finds how much did not fit, in whichever way a plugin says it", () => {
  const said = "Out of memory while trying to allocate";
  assertEquals(bytesWithoutRoom(`${said} 68719476736 bytes.`), "64.0 GiB more");
  assertEquals(bytesWithoutRoom(`${said} 8.00GiB [tf-allocator]`), "8.00 GiB more");
  assertEquals(bytesWithoutRoom("no room"), "more numbers");
});

xlaTest("a tensor that does not fit is said in one sentence", () => {
  const large = () => tf.tidy(() => tf.add(tf.broadcastTo(tf.scalar(1), [1e6, 1e6, 10]), 1));
  assertThrows(large, PjrtError, "GiB more: the memory is full: smaller batches");
});

xlaTest("arguments of another type or shape, though of the same size, are refused", () => {
  const { client } = backend();
  const type = new TensorType("f32", [2, 3]);
  const x = parameter(type);
  const program = client.compile(emit([add(x, x)], [x]));
  const wrong = {
    type: client.upload(new Int32Array(6), new TensorType("i32", [2, 3])),
    shape: client.upload(new Float32Array(6), new TensorType("f32", [3, 2])),
  };
  assertThrows(
    () => program.run([wrong.type]),
    TypeError,
    "argument 0 must be tensor<2x3xf32>: it is tensor<2x3xi32>",
  );
  assertThrows(() => program.run([wrong.shape]), TypeError, "it is tensor<3x2xf32>");
  assertThrows(() => program.run([]), TypeError, "it takes 1 arguments: 0 are given");
  assertThrows(
    () => client.upload(new Float32Array(5), type),
    TypeError,
    "it has 6 elements: data has 5",
  );
  const right = client.upload(new Float32Array([1, 2, 3, 4, 5, 6]), type);
  const [sum] = program.run([right]);
  assertEquals(client.read(sum!), new Float32Array([2, 4, 6, 8, 10, 12]));
  for (const buffer of [wrong.type, wrong.shape, right, sum!]) client.free(buffer);
  program.dispose();
});

xlaTest("a donated argument's memory becomes the result's", () => {
  const { client } = backend();
  const type = new TensorType("f32", [1000]);
  const x = parameter(type);
  const program = client.compile(emit([add(x, splat(1, "f32"))], [x], new Map([[x, 0]])));
  assertEquals(aliasedBytes(client, program), 4000);
  const given = client.upload(new Float32Array(1000), type);
  const [result] = program.run([given]);
  assertThrows(() => client.read(given), ReferenceError, "its memory was freed");
  assert(client.read(result!).every((it) => it === 1));
  client.free(result!);
  program.dispose();
});

xlaTest("a file that is no plugin is an error", () => {
  assertThrows(() => new Pjrt("/nonexistent/plugin.so"), Error, "plugin.so");
});

xlaTest("compiled programs are found on disk, unless they are damaged", async () => {
  const { client } = backend();
  const folder = await Deno.makeTempDir();
  try {
    const type = new TensorType("f32", [4]);
    const x = parameter(type);
    const module = emit([multiply(x, x)], [x]);
    const given = client.upload(new Float32Array([1, 2, 3, 4]), type);
    const squares = (cache: ExecutableCache) => {
      const program = cache.compile("square", module);
      const [result] = program.run([given]);
      const values = client.read(result!);
      client.free(result!);
      program.dispose();
      return values;
    };
    const [first, second, third] = [1, 2, 3].map(() => new ExecutableCache(client, folder));
    const expected = new Float32Array([1, 4, 9, 16]);
    assertEquals(squares(first!), expected);
    assertEquals(squares(second!), expected);
    assertEquals([first!.counts, second!.counts], [
      { compiled: 1, loaded: 0 },
      { compiled: 0, loaded: 1 },
    ]);
    const [file] = [...Deno.readDirSync(folder)];
    const path = `${folder}/${file!.name}`;
    const bytes = Deno.readFileSync(path);
    bytes[bytes.length - 9] = bytes[bytes.length - 9]! ^ 1;
    Deno.writeFileSync(path, bytes);
    assertEquals(squares(third!), expected);
    assertEquals(third!.counts, { compiled: 1, loaded: 0 });
    client.free(given);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

xlaTest("a program that XLA refuses is named", () => {
  const cache = new ExecutableCache(backend().client, null);
  const broken = { text: "module {", parameters: [], outputs: [], donated: [] };
  assertThrows(() => cache.compile("step", broken), Error, 'Cannot compile "step": Client_Compile');
});
