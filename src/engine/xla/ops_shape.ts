/**
 * Operations that move numbers without computing.
 *
 * @module
 */
import { type Node, operation, splat, splatValue } from "./node.ts";
import { type Element, sameShape, TensorType } from "./types.ts";

/** The same numbers in another shape of the same size. */
export function reshape(x: Node, shape: readonly number[]): Node {
  if (sameShape(x.shape, shape)) return x;
  const value = splatValue(x);
  if (value !== undefined) return splat(value, x.element, shape);
  const to = new TensorType(x.element, shape).text;
  return operation(
    x.element,
    shape,
    [x],
    (x_) => `stablehlo.reshape ${x_} : (${x.type.text}) -> ${to}`,
  );
}

/** Repeats axes of size 1, and adds axes in front. */
export function broadcastTo(x: Node, shape: readonly number[]): Node {
  if (sameShape(x.shape, shape)) return x;
  const value = splatValue(x);
  if (value !== undefined) return splat(value, x.element, shape);
  const added = shape.length - x.rank;
  const kept = [...x.shape.keys()].filter((i) => x.shape[i] === shape[i + added]);
  const small = reshape(x, kept.map((i) => x.shape[i]!));
  const to = new TensorType(x.element, shape).text;
  const dims = kept.map((i) => i + added);
  return operation(
    x.element,
    shape,
    [small],
    (x_) => `stablehlo.broadcast_in_dim ${x_}, dims = [${dims}] : (${small.type.text}) -> ${to}`,
  );
}

/** Reorders axes: axis `i` of the result is axis `order[i]` of `x`. */
export function transpose(x: Node, order: readonly number[]): Node {
  if (order.every((axis, i) => axis === i)) return x;
  const shape = order.map((axis) => x.shape[axis]!);
  const to = new TensorType(x.element, shape).text;
  return operation(
    x.element,
    shape,
    [x],
    (x_) => `stablehlo.transpose ${x_}, dims = [${order}] : (${x.type.text}) -> ${to}`,
  );
}

/** Cuts out `begin` to `end` in steps. */
export function slice(
  x: Node,
  begin: readonly number[],
  end: readonly number[],
  strides: readonly number[] = begin.map(() => 1),
): Node {
  const shape = begin.map((from, i) => Math.max(0, Math.ceil((end[i]! - from) / strides[i]!)));
  if (sameShape(shape, x.shape)) return x; // a part of the same size is the whole
  const to = new TensorType(x.element, shape).text;
  const ranges = begin.map((from, i) => `${from}:${Math.max(from, end[i]!)}:${strides[i]}`);
  return operation(
    x.element,
    shape,
    [x],
    (x_) => `stablehlo.slice ${x_} [${ranges.join(", ")}] : (${x.type.text}) -> ${to}`,
  );
}

/** Cuts `[from, to)` of one axis. */
export function sliceAxis(x: Node, axis: number, from: number, to: number): Node {
  const begin = x.shape.map((_, i) => i === axis ? from : 0);
  const end = x.shape.map((size, i) => i === axis ? to : size);
  return slice(x, begin, end);
}

/** Puts tensors behind one another along an axis. */
export function concatenate(parts: readonly Node[], axis: number): Node {
  if (parts.length === 1) return parts[0]!;
  const [first] = parts;
  const shape = [...first!.shape];
  shape[axis] = parts.reduce((size, part) => size + part.shape[axis]!, 0);
  const to = new TensorType(first!.element, shape).text;
  const types = parts.map((part) => part.type.text).join(", ");
  return operation(
    first!.element,
    shape,
    parts,
    (...names) => `stablehlo.concatenate ${names.join(", ")}, dim = ${axis} : (${types}) -> ${to}`,
  );
}

/** Adds a border; `paddings` holds how much before and behind each axis. */
export function pad(x: Node, paddings: readonly (readonly [number, number])[], value: Node): Node {
  const shape = x.shape.map((size, i) => size + paddings[i]![0] + paddings[i]![1]);
  const to = new TensorType(x.element, shape).text;
  const [low, high] = [paddings.map(([before]) => before), paddings.map(([, behind]) => behind)];
  const interior = shape.map(() => 0);
  const types = `(${x.type.text}, ${value.type.text}) -> ${to}`;
  return operation(
    x.element,
    shape,
    [x, value],
    (x_, value_) =>
      `stablehlo.pad ${x_}, ${value_}, low = [${low}], high = [${high}], interior = [${interior}] : ${types}`,
  );
}

/** Turns axes around. */
export function reverse(x: Node, axes: readonly number[]): Node {
  if (axes.length === 0) return x;
  return operation(
    x.element,
    x.shape,
    [x],
    (x_) => `stablehlo.reverse ${x_}, dims = [${axes}] : ${x.type.text}`,
  );
}

/** The index along one axis in each place. */
export function iota(element: Element, shape: readonly number[], axis: number): Node {
  const { text } = new TensorType(element, shape);
  return operation(element, shape, [], () => `stablehlo.iota dim = ${axis} : ${text}`);
}

/** The same bits as another type of the same width. */
export function bitcast(x: Node, element: Element): Node {
  const to = x.type.of(element).text;
  return operation(
    element,
    x.shape,
    [x],
    (x_) => `stablehlo.bitcast_convert ${x_} : (${x.type.text}) -> ${to}`,
  );
}
