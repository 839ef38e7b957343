import { assertEquals } from "@std/assert";
import { contextConfig } from "../../../src/engine/tensorflow/context.ts";

Deno.test("contextConfig() says how many threads are wanted, however many", () => {
  const rest = [0x38, 1, 0x32, 2, 0x20, 1]; // allow_soft_placement, gpu_options { allow_growth }
  assertEquals([...contextConfig(undefined)], rest);
  // tf.compat.v1.ConfigProto(intra_op_parallelism_threads=200, inter_op_parallelism_threads=1)
  assertEquals([...contextConfig(200)], [...rest, 0x10, 0xc8, 0x01, 0x28, 1]);
});
