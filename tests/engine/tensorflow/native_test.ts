import { assertStringIncludes } from "@std/assert";
import { outOfMemory } from "../../../src/engine/tensorflow/native.ts";

Deno.test("outOfMemory() names the shape that did not fit, in whichever way TensorFlow says it", () => {
  const said = "{{function_node train_0}} OOM when allocating tensor with shape[8,3,10016,10016] " +
    "and type float on /job:localhost by allocator mklcpu\n\t [[{{node n70}}]]\nHint: If you want";
  assertStringIncludes(outOfMemory(said), "Cannot hold [8, 3, 10016, 10016] numbers: the memory");
  assertStringIncludes(outOfMemory("Failed to allocate"), "Cannot hold more numbers: the memory");
});
