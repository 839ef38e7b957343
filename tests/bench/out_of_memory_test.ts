import { assertEquals, assertThrows } from "@std/assert";
import { outOfMemory } from "../../src/engine/_out_of_memory.ts";
import { parameter } from "../../src/engine/xla/node.ts";
import { add } from "../../src/engine/xla/ops_elementwise.ts";
import { broadcastTo } from "../../src/engine/xla/ops_shape.ts";
import { PjrtError } from "../../src/engine/xla/pjrt.ts";
import { emit } from "../../src/engine/xla/stablehlo.ts";
import { TensorType } from "../../src/engine/xla/types.ts";
import { backend, xlaTest } from "../engine/xla/_xla.ts";
import { isOutOfMemory } from "./_out_of_memory.ts";

xlaTest("isOutOfMemory() knows XLA's error, and another one's cause", () => {
  const { client } = backend();
  const x = parameter(new TensorType("f32", [1]));
  const huge = broadcastTo(x, [2 ** 45]); // 128 TB
  const program = client.compile(emit([add(huge, huge)], [x]));
  const given = client.upload(new Float32Array(1), x.type);
  const error = assertThrows(() => client.read(program.run([given])[0]!), PjrtError);
  assertEquals(isOutOfMemory(error), true);
  assertEquals(isOutOfMemory(new Error("Cannot compile", { cause: error })), true);
  const broken = { text: "module {", parameters: [], outputs: [], donated: [] };
  assertEquals(isOutOfMemory(assertThrows(() => client.compile(broken), PjrtError)), false);
  client.free(given);
  program.dispose();
});

Deno.test("isOutOfMemory() knows the words of the other engines, and takes no other error for it", () => {
  for (
    const words of [
      outOfMemory("[8, 12, 138, 138] numbers"), // TensorFlow
      "Not enough memory left.", // WebGPU
    ]
  ) assertEquals(isOutOfMemory(new Error(words)), true);
  assertEquals(isOutOfMemory(new Error("Cannot find the file")), false);
  assertEquals(isOutOfMemory("out of memory"), false);
});
