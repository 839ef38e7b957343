/** Frozen weights stored as bf16: what it costs in accuracy. */
import { assert, assertEquals } from "@std/assert";
import * as tf from "../../../src/engine/tf.ts";
import { fromBf16, toBf16 } from "../../../src/core/bfloat16.ts";
import { checkBf16Steps } from "../../train/_bf16.ts";
import { backend, start, xlaTest } from "./_xla.ts";

xlaTest(
  "bf16: matrices are stored in half the bytes, vectors as they are",
  async () => {
    const session = await start();
    const place = (shape: number[]) => session.place(shape, (room) => room.set(values), "bf16");
    const values = Float32Array.from({ length: 40 }, (_, i) => Math.sin(i));
    const elementOf = (tensor: tf.Tensor) => backend().nodeOf(tensor).element;
    const matrix = place([4, 10]);
    assertEquals([matrix.dtype, elementOf(matrix)], ["float32", "bf16"]);
    assertEquals(matrix.dataSync(), fromBf16(toBf16(values)));
    assertEquals(elementOf(place([40])), "f32");
    assertEquals(tf.add(matrix, 1).dataSync(), fromBf16(toBf16(values)).map((it) => it + 1));
  },
);

for (const bf16Units of [false, true]) {
  const how = bf16Units ? "multiplied as bf16" : "multiplied as f32";
  xlaTest(`bf16: ${how}, 20 steps stay near PyTorch's losses`, async () => {
    const session = await start();
    const before = backend().bf16Units;
    backend().bf16Units = bf16Units;
    try {
      const state = checkBf16Steps(session, how);
      assert(Object.values(state).every((it) => backend().nodeOf(it).element === "f32"));
    } finally {
      backend().bf16Units = before;
    }
  });
}
