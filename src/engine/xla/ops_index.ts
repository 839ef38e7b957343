/**
 * Look-ups by index, and sums into places by index.
 *
 * @module
 */
import { type Node, operation, splat } from "./node.ts";
import { widen } from "./ops_elementwise.ts";
import { region } from "./ops_reduce.ts";
import { TensorType } from "./types.ts";

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/**
 * Rows of `x` along an axis.
 *
 * @param indices its first `batchDims` axes are those of `x`; an index outside gives the nearest row
 */
export function gather(x: Node, indices: Node, axis: number, batchDims: number): Node {
  const inner = indices.shape.slice(batchDims);
  const shape = [...x.shape.slice(0, axis), ...inner, ...x.shape.slice(axis + 1)];
  const offsets = [
    ...range(batchDims, axis),
    ...range(axis + inner.length, axis + inner.length + x.rank - axis - 1),
  ];
  const batching = range(0, batchDims);
  const sizes = x.shape.map((size, i) => i < batchDims || i === axis ? 1 : size);
  const dimensions = [
    `offset_dims = [${offsets}]`,
    `collapsed_slice_dims = [${axis}]`,
    ...(batchDims > 0
      ? [`operand_batching_dims = [${batching}]`, `start_indices_batching_dims = [${batching}]`]
      : []),
    `start_index_map = [${axis}]`,
    `index_vector_dim = ${indices.rank}`,
  ];
  return gatherWith(x, indices, shape, dimensions, sizes);
}

/** Slices of `x` at the coordinates in the last axis of `indices`. */
export function gatherNd(x: Node, indices: Node): Node {
  const depth = indices.shape.at(-1)!;
  const outer = indices.shape.slice(0, -1);
  const shape = [...outer, ...x.shape.slice(depth)];
  const dimensions = [
    `offset_dims = [${range(outer.length, shape.length)}]`,
    `collapsed_slice_dims = [${range(0, depth)}]`,
    `start_index_map = [${range(0, depth)}]`,
    `index_vector_dim = ${outer.length}`,
  ];
  const sizes = x.shape.map((size, i) => i < depth ? 1 : size);
  return gatherWith(x, indices, shape, dimensions, sizes);
}

function gatherWith(
  x: Node,
  indices: Node,
  shape: readonly number[],
  dimensions: readonly string[],
  sizes: readonly number[],
): Node {
  const to = new TensorType(x.element, shape).text;
  return operation(
    x.element,
    shape,
    [x, indices],
    (x_, indices_) =>
      `"stablehlo.gather"(${x_}, ${indices_}) <{dimension_numbers = #stablehlo.gather<${
        dimensions.join(", ")
      }>, slice_sizes = array<i64: ${sizes}>, indices_are_sorted = false}> : (${x.type.text}, ${indices.type.text}) -> ${to}`,
  );
}

/** Sums the rows of each segment: row `i` of `x` into row `segments[i]`; indices outside are dropped. */
export function segmentSum(rows: Node, segments: Node, count: number): Node {
  const x = widen(rows);
  const shape = [count, ...x.shape.slice(segments.rank)];
  const windows = range(segments.rank, x.rank);
  return scatterAdd(splat(0, x.element, shape), segments, x, [
    `update_window_dims = [${windows}]`,
    "inserted_window_dims = [0]",
    "scatter_dims_to_operand_dims = [0]",
    `index_vector_dim = ${segments.rank}`,
  ]);
}

/** Sums slices into zeros at the coordinates in the last axis of `indices`. */
export function scatterNd(indices: Node, updates: Node, shape: readonly number[]): Node {
  const depth = indices.shape.at(-1)!;
  const outer = indices.rank - 1;
  const x = widen(updates);
  return scatterAdd(splat(0, x.element, shape), indices, x, [
    `update_window_dims = [${range(outer, x.rank)}]`,
    `inserted_window_dims = [${range(0, depth)}]`,
    `scatter_dims_to_operand_dims = [${range(0, depth)}]`,
    `index_vector_dim = ${outer}`,
  ]);
}

function scatterAdd(
  into: Node,
  indices: Node,
  updates: Node,
  dimensions: readonly string[],
): Node {
  const { text } = into.type;
  const scalar = new TensorType(into.element, []).text;
  return operation(
    into.element,
    into.shape,
    [into, indices, updates],
    (into_, indices_, updates_) =>
      `"stablehlo.scatter"(${into_}, ${indices_}, ${updates_}) <{scatter_dimension_numbers = #stablehlo.scatter<${
        dimensions.join(", ")
      }>, indices_are_sorted = false, unique_indices = false}> ${
        region("add", scalar)
      } : (${text}, ${indices.type.text}, ${updates.type.text}) -> ${text}`,
  );
}
