/**
 * Kernels that move numbers.
 *
 * @module
 */
import * as tf from "../tf.ts";
import { type Attributes, axesOf, axisOf, kernel, viewKernel } from "./define.ts";
import { type Node, splat } from "./node.ts";
import { widen } from "./ops_elementwise.ts";
import {
  broadcastTo,
  concatenate,
  pad,
  reshape,
  reverse,
  slice,
  sliceAxis,
  transpose,
} from "./ops_shape.ts";
import { sameShape } from "./types.ts";

/** Registers them. */
export function registerShape(): void {
  viewKernel("Identity", ({ shape }) => shape);
  viewKernel("Reshape", (x, { shape }) => {
    return tf.util.inferFromImplicitShape(shape, tf.util.sizeFromShape(x.shape));
  });
  viewKernel("ExpandDims", ({ shape }, { dim }) => {
    return shape.toSpliced(dim < 0 ? dim + shape.length + 1 : dim, 0, 1);
  });
  kernel("Transpose", ({ x }, { perm }) => transpose(x!, perm));
  kernel("Reverse", ({ x }, { dims }) => reverse(x!, axesOf(dims, x!.rank)));
  kernel("BroadcastTo", ({ x }, { shape }) => broadcastTo(x!, shape));
  kernel("Tile", ({ x }, { reps }) => tile(x!, reps));
  kernel("PadV2", ({ x }, { paddings, constantValue }) => {
    const wide = widen(x!);
    return pad(wide, paddings, splat(constantValue, wide.element));
  });
  registerParts();
  registerJoins();
}

function registerParts(): void {
  kernel("Slice", ({ x }, { begin, size }) => {
    const [from, sizes] = tf.slice_util.parseSliceParams(asInfo(x!), begin, size);
    return slice(x!, from!, from!.map((start, i) => start + sizes![i]!));
  });
  kernel("StridedSlice", ({ x }, attributes) => stridedSlice(x!, attributes));
  kernel("SplitV", ({ x }, { numOrSizeSplits, axis }) => {
    const along = axisOf(axis, x!.rank);
    const sizes = tf.backend_util.prepareSplitSize(asInfo(x!), numOrSizeSplits, along);
    let from = 0;
    return sizes.map((size) => sliceAxis(x!, along, from, from += size));
  });
  kernel("Unpack", ({ value }, { axis }) => {
    const along = axisOf(axis, value!.rank);
    const shape = value!.shape.toSpliced(along, 1);
    return Array.from(
      { length: value!.shape[along]! },
      (_, i) => reshape(sliceAxis(value!, along, i, i + 1), shape),
    );
  });
}

function registerJoins(): void {
  kernel("Concat", (inputs, { axis }) => {
    const parts = Object.values(inputs).map(widen);
    const filled = parts.filter(({ type }) => type.size > 0);
    return filled.length === 0 ? parts[0]! : concatenate(filled, axisOf(axis, parts[0]!.rank));
  });
  kernel("Pack", (inputs, { axis }) => {
    const parts = Object.values(inputs).map(widen);
    const along = axisOf(axis, parts[0]!.rank + 1);
    const shape = parts[0]!.shape.toSpliced(along, 0, 1);
    return concatenate(parts.map((part) => reshape(part, shape)), along);
  });
}

/** What TF.js' helpers read of a tensor. */
function asInfo({ shape }: Node): tf.Tensor {
  return { shape: [...shape], rank: shape.length } as unknown as tf.Tensor;
}

function tile(x: Node, times: readonly number[]): Node {
  const apart = reshape(x, x.shape.flatMap((size) => [1, size]));
  const repeated = broadcastTo(apart, x.shape.flatMap((size, i) => [times[i]!, size]));
  return reshape(repeated, x.shape.map((size, i) => size * times[i]!));
}

function stridedSlice(x: Node, attributes: Attributes): Node {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } =
    attributes;
  const info = tf.slice_util.sliceInfo(
    [...x.shape],
    begin,
    end,
    strides,
    beginMask,
    endMask,
    ellipsisMask,
    newAxisMask,
    shrinkAxisMask,
  );
  const shape = info.finalShapeSparse;
  if (info.isIdentity) return reshape(x, shape);
  if (shape.includes(0)) return splat(0, x.element, shape);
  const backwards = [...info.strides.keys()].filter((i) => info.strides[i]! < 0);
  const turned = reverse(x, backwards);
  const place = (at: number, i: number) => backwards.includes(i) ? x.shape[i]! - 1 - at : at;
  const cut = slice(
    turned,
    info.begin.map(place),
    info.end.map(place),
    info.strides.map(Math.abs),
  );
  return sameShape(cut.shape, shape) ? cut : reshape(cut, shape);
}
