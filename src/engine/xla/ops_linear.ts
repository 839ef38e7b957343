/**
 * Matrix multiplication.
 *
 * @module
 */
import { type Node, operation } from "./node.ts";
import { broadcastShape, convert, widen } from "./ops_elementwise.ts";
import { broadcastTo } from "./ops_shape.ts";
import { TensorType } from "./types.ts";

/** How matrices are multiplied that are stored as bf16. */
export interface MatMulOptions {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** Whether the device multiplies bf16 faster than f32. */
  readonly bf16Units: boolean;
}

/**
 * Multiplies matrices in the last two axes; the axes in front broadcast.
 *
 * If one side is stored as bf16 and the device has units for it, both are multiplied as bf16 and
 * summed as f32. f32 is multiplied as f32, never as TF32.
 *
 * @returns f32
 */
export function matMul(a: Node, b: Node, options: MatMulOptions): Node {
  const { transposeA, transposeB, bf16Units } = options;
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const whole = (x: Node) => {
    const low = bf16Units && (a.element === "bf16" || b.element === "bf16");
    const typed = low ? convert(x, "bf16") : convert(widen(x), "f32");
    return broadcastTo(typed, [...batch, ...x.shape.slice(-2)]);
  };
  const [x, y] = [whole(a), whole(b)];
  const rank = batch.length;
  const [row, column] = [rank, rank + 1];
  const contracted = [transposeA ? row : column, transposeB ? column : row];
  const shape = [
    ...batch,
    x.shape[transposeA ? column : row]!,
    y.shape[transposeB ? row : column]!,
  ];
  const batching = [...batch.keys()];
  const attributes = [
    ...(rank > 0 ? [`batching_dims = [${batching}] x [${batching}]`] : []),
    `contracting_dims = [${contracted[0]}] x [${contracted[1]}]`,
    ...(x.element === "f32" ? ["precision = [HIGHEST, HIGHEST]"] : []),
  ];
  const types = `(${x.type.text}, ${y.type.text}) -> ${new TensorType("f32", shape).text}`;
  return operation(
    "f32",
    shape,
    [x, y],
    (x_, y_) => `stablehlo.dot_general ${x_}, ${y_}, ${attributes.join(", ")} : ${types}`,
  );
}
