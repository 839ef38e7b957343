/**
 * Operations that put many numbers together.
 *
 * @module
 */
import { type Node, operation, splat } from "./node.ts";
import {
  constant,
  convert,
  divide,
  equal,
  exponential,
  logarithm,
  multiply,
  select,
  subtract,
  widen,
} from "./ops_elementwise.ts";
import { iota, reshape } from "./ops_shape.ts";
import { type Element, TensorType } from "./types.ts";

/** What is done with the numbers. */
export type Reducer = "add" | "multiply" | "maximum" | "minimum" | "and" | "or";

const INT_MIN = -(2 ** 31);
const INT_MAX = 2 ** 31 - 1;

/** The number that changes nothing. */
function neutral(reducer: Reducer, element: Element): Node {
  const isInteger = element === "i32";
  const values: Readonly<Record<Reducer, number>> = {
    add: 0,
    multiply: 1,
    maximum: isInteger ? INT_MIN : -Infinity,
    minimum: isInteger ? INT_MAX : Infinity,
    and: 1,
    or: 0,
  };
  return splat(values[reducer], element);
}

/** Reduces axes away, or to size 1. */
export function reduce(
  input: Node,
  axes: readonly number[],
  reducer: Reducer,
  keepDims = false,
): Node {
  const x = widen(input);
  const shape = x.shape.filter((_, i) => !axes.includes(i));
  const sorted = axes.toSorted((a, b) => a - b);
  const types = `(${x.type.text}, ${new TensorType(x.element, []).text}) -> ${
    new TensorType(x.element, shape).text
  }`;
  const reduced = axes.length === 0 ? x : operation(
    x.element,
    shape,
    [x, neutral(reducer, x.element)],
    (x_, start_) =>
      `stablehlo.reduce(${x_} init: ${start_}) applies stablehlo.${reducer} across dimensions = [${sorted}] : ${types}`,
  );
  return keepDims
    ? reshape(reduced, x.shape.map((size, i) => axes.includes(i) ? 1 : size))
    : reduced;
}

/** Means as f32. */
export function mean(x: Node, axes: readonly number[], keepDims: boolean): Node {
  const count = axes.reduce((size, axis) => size * x.shape[axis]!, 1);
  return multiply(reduce(convert(x, "f32"), axes, "add", keepDims), splat(1 / count, "f32"));
}

/** Index of the first largest or smallest number along an axis. */
export function argBest(input: Node, axis: number, reducer: "maximum" | "minimum"): Node {
  const x = input.element === "i1" ? convert(input, "i32") : widen(input);
  const best = reduce(x, [axis], reducer, true);
  const places = iota("i32", x.shape, axis);
  const last = splat(x.shape[axis]! - 1, "i32");
  return reduce(select(equal(x, best), places, last), [axis], "minimum");
}

/** Softmax over the last axis, or its logarithm. */
export function softmax(logits: Node, asLogarithm: boolean): Node {
  const last = [logits.rank - 1];
  const shifted = subtract(logits, reduce(logits, last, "maximum", true));
  const exponents = exponential(shifted);
  const sum = reduce(exponents, last, "add", true);
  return asLogarithm ? subtract(shifted, logarithm(sum)) : divide(exponents, sum);
}

/** Sums or products of all numbers up to each place. */
export function cumulate(
  input: Node,
  axis: number,
  reducer: "add" | "multiply",
  exclusive: boolean,
  fromEnd: boolean,
): Node {
  const x = widen(input);
  const size = x.shape[axis]!;
  const before = exclusive ? size : size - 1;
  const behind = exclusive ? -1 : 0;
  const window = x.shape.map((_, i) => i === axis ? size : 1);
  const padding = x.shape.map((_, i) =>
    i !== axis ? "[0, 0]" : fromEnd ? `[${behind}, ${before}]` : `[${before}, ${behind}]`
  );
  const scalar = new TensorType(x.element, []).text;
  const { text } = x.type;
  return operation(
    x.element,
    x.shape,
    [x, constant(reducer === "add" ? 0 : 1, x)],
    (x_, start_) =>
      `"stablehlo.reduce_window"(${x_}, ${start_}) <{window_dimensions = array<i64: ${window}>, padding = dense<[${
        padding.join(", ")
      }]> : tensor<${x.rank}x2xi64>}> ${region(reducer, scalar)} : (${text}, ${scalar}) -> ${text}`,
  );
}

/** The body that joins two numbers. */
export function region(reducer: Reducer, scalar: string): string {
  return [
    "({",
    `^bb0(%x: ${scalar}, %y: ${scalar}):`,
    `%z = stablehlo.${reducer} %x, %y : ${scalar}`,
    `stablehlo.return %z : ${scalar}`,
    "})",
  ].join("\n");
}
