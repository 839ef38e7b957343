/**
 * How exactly an engine multiplies f32.
 *
 * From NVIDIA's Ampere on, a library may round the factors to TF32 and multiply several times as
 * fast. PyTorch does so if it is asked to, TensorFlow unless it is asked not to, and the engine `xla`
 * never, since it writes `precision = HIGHEST`. A comparison of times has to say who did.
 *
 * @module
 */
import type { Session } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";

/** Sides of the matrices: enough for the kernels that a training step gets. */
const SIDE = 256;

const F32_BITS = 23;

/** Bits of the fraction that a product of f32 matrices keeps: 23 are f32, 10 TF32, 7 bf16. */
export async function productBits({ upload }: Pick<Session, "upload">): Promise<number> {
  const rowOf = (i: number) => Math.floor(i / SIDE);
  const bits = (row: number) => 1 + row % F32_BITS;
  const factor = Float32Array.from({ length: SIDE ** 2 }, (_, i) => 1 + 2 ** -bits(rowOf(i)));
  const identity = Float32Array.from({ length: SIDE ** 2 }, (_, i) => +(i % SIDE === rowOf(i)));
  const tensors = [factor, identity].map((it) => upload(it, [SIDE, SIDE]) as tf.Tensor2D);
  const product = tf.matMul(tensors[0]!, tensors[1]!);
  const values = await product.data();
  tf.dispose([product, ...tensors]);
  const lost = values.findIndex((value, i) => value !== factor[i]);
  return lost < 0 ? F32_BITS : rowOf(lost);
}
