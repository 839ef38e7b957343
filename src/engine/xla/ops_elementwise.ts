/**
 * Operations on each number, with the broadcasting of NumPy.
 *
 * bf16 is a way to store numbers, not to compute with them: operations widen it to f32.
 *
 * @module
 */
import { type Node, operation, splat, splatValue } from "./node.ts";
import { broadcastTo } from "./ops_shape.ts";
import { type Element, TensorType } from "./types.ts";

/** A function of one tensor. */
export type Unary = (x: Node) => Node;
/** A function of two tensors. */
export type Binary = (a: Node, b: Node) => Node;

/** The same numbers as another element type; floats are cut off towards zero. */
export function convert(x: Node, element: Element): Node {
  if (x.element === element) return x;
  if (element === "i1") return notEqual(x, splat(0, x.element));
  const value = splatValue(x);
  if (value !== undefined) {
    return splat(element === "i32" ? Math.trunc(value) : value, element, x.shape);
  }
  const to = new TensorType(element, x.shape).text;
  return operation(
    element,
    x.shape,
    [x],
    (x_) => `stablehlo.convert ${x_} : (${x.type.text}) -> ${to}`,
  );
}

/** bf16 as f32, other types as they are. */
export function widen(x: Node): Node {
  return x.element === "bf16" ? convert(x, "f32") : x;
}

/** Truth values as numbers, others widened: what arithmetic works with. */
function numeric(x: Node): Node {
  return x.element === "i1" ? convert(x, "i32") : widen(x);
}

/** An operation of one operand by its full name. */
export function unary(name: string): Unary {
  return (x) => {
    const wide = name === "stablehlo.not" ? x : numeric(x);
    const { text } = wide.type;
    const suffix = name.startsWith("chlo.") ? `${text} -> ${text}` : text;
    return operation(wide.element, wide.shape, [wide], (x_) => `${name} ${x_} : ${suffix}`);
  };
}

/** The shape that two shapes broadcast to. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [x, y] = [a[a.length - rank + i] ?? 1, b[b.length - rank + i] ?? 1];
    if (x === y || y === 1) return x;
    if (x === 1) return y;
    throw new TypeError(`Cannot broadcast [${a}] and [${b}]: axis ${i} is ${x} and ${y}`);
  });
}

function broadcastBoth(a: Node, b: Node): [Node, Node] {
  if (a.element !== b.element) {
    throw new TypeError(`Cannot combine ${a.type.text} and ${b.type.text}: their types differ`);
  }
  const shape = broadcastShape(a.shape, b.shape);
  return [broadcastTo(a, shape), broadcastTo(b, shape)];
}

/** An operation of two operands by its full name. */
export function binary(name: string): Binary {
  const logical = /\.(and|or|xor)$/.test(name);
  return (a, b) => {
    const [x, y] = logical ? broadcastBoth(a, b) : broadcastBoth(numeric(a), numeric(b));
    const { element, shape, type } = x;
    return operation(element, shape, [x, y], (x_, y_) => `${name} ${x_}, ${y_} : ${type.text}`);
  };
}

function comparison(direction: string): Binary {
  return (a, b) => {
    const [x, y] = broadcastBoth(widen(a), widen(b));
    const { text } = x.type;
    const to = x.type.of("i1").text;
    return operation(
      "i1",
      x.shape,
      [x, y],
      (x_, y_) => `stablehlo.compare ${direction}, ${x_}, ${y_} : (${text}, ${text}) -> ${to}`,
    );
  };
}

export const add: Binary = binary("stablehlo.add");
export const subtract: Binary = binary("stablehlo.subtract");
export const multiply: Binary = binary("stablehlo.multiply");
export const divide: Binary = binary("stablehlo.divide");
export const maximum: Binary = binary("stablehlo.maximum");
export const minimum: Binary = binary("stablehlo.minimum");
export const power: Binary = binary("stablehlo.power");
export const remainder: Binary = binary("stablehlo.remainder");
export const and: Binary = binary("stablehlo.and");
export const or: Binary = binary("stablehlo.or");
export const xor: Binary = binary("stablehlo.xor");
export const equal: Binary = comparison("EQ");
export const notEqual: Binary = comparison("NE");
export const less: Binary = comparison("LT");
export const lessEqual: Binary = comparison("LE");
export const greater: Binary = comparison("GT");
export const greaterEqual: Binary = comparison("GE");
export const exponential: Unary = unary("stablehlo.exponential");
export const logarithm: Unary = unary("stablehlo.log");
export const negate: Unary = unary("stablehlo.negate");
export const floor: Unary = unary("stablehlo.floor");

/** A number of the type of `like`, for operations with it. */
export function constant(value: number, like: Node): Node {
  const { element } = like;
  return splat(value, element === "bf16" ? "f32" : element === "i1" ? "i32" : element);
}

/** `condition ? yes : no` in each place. */
export function select(condition: Node, yes: Node, no: Node): Node {
  const [a, b] = [widen(yes), widen(no)];
  const shape = broadcastShape(condition.shape, broadcastShape(a.shape, b.shape));
  const operands = [condition, a, b].map((node) => broadcastTo(node, shape));
  const type = new TensorType(a.element, shape);
  return operation(
    a.element,
    shape,
    operands,
    (c_, a_, b_) => `stablehlo.select ${c_}, ${a_}, ${b_} : ${type.of("i1").text}, ${type.text}`,
  );
}
