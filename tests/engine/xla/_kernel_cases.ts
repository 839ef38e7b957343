/**
 * Every kernel of the xla engine by TF.js ops, in groups that are compiled together.
 *
 * @module
 */
import * as tf from "../../../src/engine/tf.ts";

/** One case: the shapes of its float inputs and what is computed of them. */
export interface KernelCase {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  run(...inputs: tf.Tensor[]): tf.Tensor;
  /** Set where TF.js has no gradient. */
  readonly valueOnly?: true;
}

/** The cases by group. */
export type KernelGroups = Readonly<Record<string, readonly KernelCase[]>>;

const ROWS = [3, 5] as const;
const ALIKE = [ROWS, ROWS] as const;

function one(name: string, run: (x: tf.Tensor) => tf.Tensor, shape: readonly number[] = ROWS) {
  return { name, shapes: [shape], run };
}

function valueOf(name: string, run: (x: tf.Tensor) => tf.Tensor, shape?: readonly number[]) {
  return { ...one(name, run, shape), valueOnly: true as const };
}

function two(
  name: string,
  run: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  shapes: readonly [readonly number[], readonly number[]] = [[2, 3, 5], [3, 1]],
) {
  return { name, shapes, run };
}

const float = (x: tf.Tensor) => tf.cast(x, "float32");
const ints = (x: tf.Tensor) => tf.cast(tf.mul(x, 3), "int32");
const positive = (x: tf.Tensor) => tf.add(tf.abs(x), 0.1);
const fraction = (x: tf.Tensor) => tf.mul(tf.tanh(x), 0.9);

const FUNCTIONS: KernelGroups[string] = [
  one("abs", tf.abs),
  one("acos", (x) => tf.acos(fraction(x))),
  one("acosh", (x) => tf.acosh(tf.add(positive(x), 1))),
  one("asin", (x) => tf.asin(fraction(x))),
  one("asinh", tf.asinh),
  one("atan", tf.atan),
  one("atanh", (x) => tf.atanh(fraction(x))),
  valueOf("ceil", tf.ceil),
  one("cos", tf.cos),
  one("cosh", tf.cosh),
  one("elu", tf.elu),
  one("erf", tf.erf),
  one("exp", tf.exp),
  one("expm1", tf.expm1),
  valueOf("floor", tf.floor),
  one("leakyRelu", (x) => tf.leakyRelu(x, 0.3)),
  one("log", (x) => tf.log(positive(x))),
  one("log1p", (x) => tf.log1p(positive(x))),
  one("logSigmoid", (x) => tf.logSigmoid(x)),
  one("neg", tf.neg),
  one("reciprocal", (x) => tf.reciprocal(positive(x))),
  one("relu", tf.relu),
  one("relu6", (x) => tf.relu6(tf.mul(x, 8))),
  valueOf("round", (x) => tf.round(tf.mul(x, 4))),
  one("rsqrt", (x) => tf.rsqrt(positive(x))),
  one("selu", tf.selu),
  one("sigmoid", tf.sigmoid),
  valueOf("sign", tf.sign),
  one("sin", tf.sin),
  one("sinh", tf.sinh),
  one("softplus", tf.softplus),
  one("sqrt", (x) => tf.sqrt(positive(x))),
  one("square", tf.square),
  valueOf("step", (x) => tf.step(x, 0.5)),
  one("tan", (x) => tf.tan(fraction(x))),
  one("tanh", tf.tanh),
  one("clipByValue", (x) => tf.clipByValue(x, -0.5, 0.7)),
  one("cast", (x) => tf.mul(float(ints(x)), x)),
  valueOf("isNaN", (x) => float(tf.isNaN(tf.log(x)))),
  valueOf("isInf", (x) => float(tf.isInf(tf.div(1, tf.relu(x))))),
  valueOf("isFinite", (x) => float(tf.isFinite(tf.div(1, tf.relu(x))))),
  valueOf("onesLike", (x) => tf.add(tf.onesLike(x), tf.zerosLike(x))),
];

const PAIRS: KernelGroups[string] = [
  two("add", tf.add),
  two("sub", tf.sub),
  two("mul", tf.mul),
  two("div", (a, b) => tf.div(a, positive(b))),
  two("maximum", tf.maximum, ALIKE), // TF.js has no gradient for those that broadcast
  two("minimum", tf.minimum, ALIKE),
  two("pow", (a, b) => tf.pow(positive(a), b)),
  two("atan2", tf.atan2),
  two("squaredDifference", tf.squaredDifference, ALIKE),
  two("prelu", (a, b) => tf.prelu(a, tf.reshape(b, [3, 1])), [[2, 3, 5], [3, 1]]),
  two("addN", (a, b) => tf.addN([a, b, a]), ALIKE),
  two("where", (a, b) => tf.where(tf.tensor1d([1, 0, 0, 1, 0], "bool"), a, tf.mul(b, 2))),
  ...[
    ["mod", (a: tf.Tensor, b: tf.Tensor) => tf.mod(a, b)] as const,
    [
      "mod of integers",
      (a: tf.Tensor, b: tf.Tensor) =>
        float(tf.mod(ints(a), tf.add(tf.abs(ints(b)), tf.scalar(1, "int32")))),
    ] as const,
    ["floorDiv", (a: tf.Tensor, b: tf.Tensor) => tf.floorDiv(a, b)] as const,
    [
      "floorDiv of integers",
      (a: tf.Tensor, b: tf.Tensor) =>
        float(tf.floorDiv(ints(a), tf.add(tf.abs(ints(b)), tf.scalar(1, "int32")))),
    ] as const,
    ["equal", (a: tf.Tensor, b: tf.Tensor) => float(tf.equal(ints(a), ints(b)))] as const,
    ["notEqual", (a: tf.Tensor, b: tf.Tensor) => float(tf.notEqual(ints(a), ints(b)))] as const,
    ["less", (a: tf.Tensor, b: tf.Tensor) => float(tf.less(a, b))] as const,
    ["lessEqual", (a: tf.Tensor, b: tf.Tensor) => float(tf.lessEqual(ints(a), ints(b)))] as const,
    [
      "greaterEqual",
      (a: tf.Tensor, b: tf.Tensor) => float(tf.greaterEqual(ints(a), ints(b))),
    ] as const,
    ["logic", (a: tf.Tensor, b: tf.Tensor) => {
      const [p, q] = [tf.greater(a, 0), tf.less(b, 0)];
      const both = tf.logicalAnd(p, q);
      return float(tf.logicalOr(both, tf.logicalXor(tf.logicalNot(p), q)));
    }] as const,
  ].map(([name, run]) => ({ ...two(name, run), valueOnly: true as const })),
];

const SHAPES: KernelGroups[string] = [
  one("reshape", (x) => tf.reshape(x, [-1, 3])),
  one("expandDims", (x) => tf.expandDims(x, -1)),
  one("squeeze", (x) => tf.squeeze(x, [1]), [3, 1, 5]),
  one("transpose", (x) => tf.transpose(x, [2, 0, 1]), [2, 3, 5]),
  one("reverse", (x) => tf.reverse(x, [0, -1]), [2, 3, 5]),
  one("broadcastTo", (x) => tf.broadcastTo(x, [2, 3, 5]), [3, 1]),
  one("tile", (x) => tf.tile(x, [2, 3])),
  one("pad", (x) => tf.pad(x, [[1, 0], [2, 3]], 0.5)),
  one("slice", (x) => tf.slice(x, [1, 2], [-1, 2])),
  one("stridedSlice", (x) => tf.stridedSlice(x, [1, 4], [3, 0], [1, -2])),
  one("split", (x) => tf.split(x, [2, 3], 1)[1]!),
  one("unstack", (x) => tf.mul(tf.unstack(x, 1)[4]!, tf.unstack(x, 1)[0]!)),
  two("concat", (a, b) => tf.concat([a, b, a], -1), [[3, 5], [3, 2]]),
  two("stack", (a, b) => tf.stack([a, b], 1), ALIKE),
].map((it) => it.name === "stridedSlice" ? { ...it, valueOnly: true as const } : it);

const REDUCTIONS: KernelGroups[string] = [
  one("sum", (x) => tf.sum(x, [0, 2]), [2, 3, 5]),
  one("sum of all", (x) => tf.sum(x)),
  one("mean", (x) => tf.mean(x, -1, true), [2, 3, 5]),
  one("max", (x) => tf.max(x, 1), [2, 3, 5]),
  one("min", (x) => tf.min(x, [0, 2], true), [2, 3, 5]),
  valueOf("prod", (x) => tf.prod(x, 1)), // the gradient of TF.js wants chained methods
  one("logSumExp", (x) => tf.logSumExp(x, -1)),
  one("softmax", (x) => tf.softmax(x), [2, 3, 5]),
  one("logSoftmax", (x) => tf.logSoftmax(x), [2, 3, 5]),
  one("cumsum", (x) => tf.cumsum(x, 1)),
  valueOf("cumsum exclusive, reversed", (x) => tf.cumsum(x, 0, true, true)),
  valueOf("cumprod", (x) => tf.cumprod(x, 1)),
  valueOf("argMax", (x) => float(tf.argMax(x, 1)), [2, 3, 5]),
  valueOf("argMin", (x) => float(tf.argMin(ints(x), -1)), [2, 3, 5]),
  valueOf("sum of integers", (x) => float(tf.sum(ints(x), 0))),
  valueOf("max of integers", (x) => float(tf.max(ints(x), 0))),
  valueOf("sum of truth values", (x) => float(tf.sum(tf.greater(x, 0), 0))),
  valueOf("all and any", (x) => {
    const signs = tf.greater(x, -0.5);
    return float(tf.stack([tf.all(signs, 1), tf.any(signs, 1)]));
  }),
];

const PLACES = () => tf.tensor2d([[0, 2], [2, 1], [0, 2]], undefined, "int32");

const INDEXING: KernelGroups[string] = [
  two("matMul", (a, b) => tf.matMul(a, b), [[3, 5], [5, 4]]),
  two("matMul, first transposed", (a, b) => tf.matMul(a, b, true), [[2, 5, 3], [2, 5, 4]]),
  two("matMul, second transposed", (a, b) => tf.matMul(a, b, false, true), [[2, 3, 5], [2, 4, 5]]),
  two("matMul, both transposed", (a, b) => tf.matMul(a, b, true, true), [[5, 3], [4, 5]]),
  one("gather", (x) => tf.gather(x, tf.tensor2d([[2, 0], [2, 2]], undefined, "int32"))),
  one("gather along axis 1", (x) => tf.gather(x, tf.tensor1d([4, 4, 0], "int32"), 1)),
  one(
    "gather in batches",
    (x) => tf.gather(x, tf.tensor2d([[1, 0, 1], [2, 2, 0]], undefined, "int32"), 1, 1),
    [2, 3, 5],
  ),
  valueOf("gatherND", (x) => tf.gatherND(x, PLACES())),
  valueOf("scatterND", (x) => tf.scatterND(PLACES(), tf.slice(x, [0, 0], [3, 2]), [3, 4, 2])),
  one(
    "unsortedSegmentSum",
    (x) => tf.unsortedSegmentSum(x, tf.tensor1d([1, 3, 1], "int32"), 4),
  ),
  valueOf("oneHot", (x) => tf.oneHot(ints(x) as tf.Tensor2D, 4, 2, -1)),
  valueOf("range", (x) => tf.add(tf.slice(x, [0, 0], [1, 5]), tf.range(0.1, 0.6, 0.1))),
  valueOf("linspace", (x) => tf.add(x, tf.linspace(-1, 1, 5))),
  valueOf("linspace of one number", (x) => tf.add(x, tf.linspace(-1, 1, 1))),
  valueOf("fill", (x) => tf.add(x, tf.fill([3, 5], 2.5))),
].map((it) => it.name.startsWith("gather in") ? { ...it, valueOnly: true as const } : it);

/** All groups. */
export const KERNEL_GROUPS: KernelGroups = {
  functions: FUNCTIONS,
  pairs: PAIRS,
  shapes: SHAPES,
  reductions: REDUCTIONS,
  indexing: INDEXING,
};
