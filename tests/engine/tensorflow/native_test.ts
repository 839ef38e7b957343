import { assertEquals } from "@std/assert";
import { shapeWithoutRoom } from "../../../src/engine/tensorflow/native.ts";

Deno.test("shapeWithoutRoom() finds the shape that did not fit, in whichever way TensorFlow says it", () => {
  const said = "{{function_node train_0}} OOM when allocating tensor with shape[8,3,10016,10016] " +
    "and type float on /job:localhost by allocator mklcpu\n\t [[{{node n70}}]]\nHint: If you want";
  assertEquals(shapeWithoutRoom(said), "[8, 3, 10016, 10016] numbers");
  assertEquals(shapeWithoutRoom("Failed to allocate"), "more numbers");
});
