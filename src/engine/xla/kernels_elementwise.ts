/**
 * Kernels that work on each number.
 *
 * @module
 */
import * as tf from "../tf.ts";
import type { XlaBackend } from "./backend.ts";
import { BACKEND, kernel } from "./define.ts";
import { type Node, splat } from "./node.ts";
import * as op from "./ops_elementwise.ts";
import { reshape } from "./ops_shape.ts";
import { elementOf } from "./types.ts";

/** Kernels that are one operation, by its full name. */
const UNARY: Readonly<Record<string, string>> = {
  Abs: "stablehlo.abs",
  Acos: "chlo.acos",
  Acosh: "chlo.acosh",
  Asin: "chlo.asin",
  Asinh: "chlo.asinh",
  Atan: "chlo.atan",
  Atanh: "chlo.atanh",
  Ceil: "stablehlo.ceil",
  Cos: "stablehlo.cosine",
  Cosh: "chlo.cosh",
  Erf: "chlo.erf",
  Exp: "stablehlo.exponential",
  Expm1: "stablehlo.exponential_minus_one",
  Floor: "stablehlo.floor",
  Log: "stablehlo.log",
  Log1p: "stablehlo.log_plus_one",
  LogicalNot: "stablehlo.not",
  Neg: "stablehlo.negate",
  Round: "stablehlo.round_nearest_even",
  Rsqrt: "stablehlo.rsqrt",
  Sigmoid: "stablehlo.logistic",
  Sign: "stablehlo.sign",
  Sin: "stablehlo.sine",
  Sinh: "chlo.sinh",
  Sqrt: "stablehlo.sqrt",
  Tan: "chlo.tan",
  Tanh: "stablehlo.tanh",
};

const BINARY: Readonly<Record<string, op.Binary>> = {
  Add: op.add,
  Sub: op.subtract,
  Multiply: op.multiply,
  RealDiv: op.divide,
  Maximum: op.maximum,
  Minimum: op.minimum,
  Pow: op.power,
  Mod: floorMod,
  FloorDiv: floorDivide,
  Atan2: op.binary("stablehlo.atan2"),
  Equal: op.equal,
  NotEqual: op.notEqual,
  Less: op.less,
  LessEqual: op.lessEqual,
  Greater: op.greater,
  GreaterEqual: op.greaterEqual,
  LogicalAnd: op.and,
  LogicalOr: op.or,
  SquaredDifference: (a, b) => square(op.subtract(a, b)),
  Prelu: (x, alpha) => leaky(x, alpha),
};

/** Registers them. */
export function registerElementwise(): void {
  for (const [name, operation] of Object.entries(UNARY)) {
    const run = op.unary(operation);
    kernel(name, ({ x }) => run(x!));
  }
  for (const [name, run] of Object.entries(BINARY)) {
    kernel(name, ({ a, b, x, alpha }) => run((a ?? x)!, (b ?? alpha)!));
  }
  registerActivations();
  kernel("Square", ({ x }) => square(x!));
  kernel("Reciprocal", ({ x }) => op.divide(op.constant(1, x!), x!));
  kernel("AddN", (inputs) => Object.values(inputs).reduce(op.add));
  kernel("ClipByValue", ({ x }, { clipValueMin, clipValueMax }) => {
    const above = op.maximum(x!, op.constant(clipValueMin, x!));
    return op.minimum(above, op.constant(clipValueMax, x!));
  });
  kernel("IsNan", ({ x }) => op.notEqual(x!, x!));
  kernel("IsFinite", ({ x }) => op.less(abs(x!), op.constant(Infinity, x!)));
  kernel("IsInf", ({ x }) => op.equal(abs(x!), op.constant(Infinity, x!)));
  kernel("Select", ({ condition, t, e }) => {
    // a condition of rank 1 chooses rows
    const rows = condition!.rank === 1 && t!.rank > 1;
    const shape = [...condition!.shape, ...t!.shape.slice(1).map(() => 1)];
    return op.select(rows ? reshape(condition!, shape) : condition!, t!, e!);
  });
  kernel("ZerosLike", ({ x }) => splat(0, op.widen(x!).element, x!.shape));
  kernel("OnesLike", ({ x }) => splat(1, op.widen(x!).element, x!.shape));
  kernel(
    "Fill",
    (_, { shape, value, dtype }) => splat(value, elementOf(dtype ?? "float32"), shape),
  );
  registerCast();
}

function registerActivations(): void {
  kernel("Relu", ({ x }) => op.maximum(x!, op.constant(0, x!)));
  kernel("Relu6", ({ x }) => {
    return op.minimum(op.maximum(x!, op.constant(0, x!)), op.constant(6, x!));
  });
  kernel("LeakyRelu", ({ x }, { alpha }) => leaky(x!, splat(alpha, "f32")));
  kernel("Elu", ({ x }) => op.select(isPositive(x!), x!, expm1(x!)));
  kernel("EluGrad", ({ dy, y }) => {
    return op.select(isPositive(y!), dy!, op.multiply(dy!, op.add(y!, splat(1, "f32"))));
  });
  kernel("Selu", ({ x }) => {
    const scaled = op.multiply(expm1(x!), splat(tf.backend_util.SELU_SCALEALPHA, "f32"));
    return op.select(
      isPositive(x!),
      op.multiply(x!, splat(tf.backend_util.SELU_SCALE, "f32")),
      scaled,
    );
  });
  kernel("Softplus", ({ x }) => {
    const tail = op.unary("stablehlo.log_plus_one")(op.exponential(op.negate(abs(x!))));
    return op.add(op.maximum(x!, splat(0, "f32")), tail);
  });
  kernel("Step", ({ x }, { alpha }) => {
    const steps = op.select(
      isPositive(x!),
      op.constant(1, x!),
      op.constant(alpha ?? 0, x!),
    );
    return op.select(op.notEqual(x!, x!), x!, steps); // NaN stays NaN
  });
}

function registerCast(): void {
  tf.registerKernel({
    kernelName: "Cast",
    backendName: BACKEND,
    kernelFunc({ inputs, attrs, backend }) {
      const xla = backend as XlaBackend;
      const x = inputs.x!;
      const dtype = attrs!.dtype as unknown as tf.DataType;
      if (x.dtype === dtype) return xla.view(x);
      return xla.output(op.convert(op.widen(xla.nodeOf(x)), elementOf(dtype)));
    },
  });
}

const abs = op.unary("stablehlo.abs");
const expm1 = op.unary("stablehlo.exponential_minus_one");

function isPositive(x: Node): Node {
  return op.greater(x, op.constant(0, x));
}

function square(x: Node): Node {
  return op.multiply(x, x);
}

function leaky(x: Node, alpha: Node): Node {
  return op.select(op.greaterEqual(x, op.constant(0, x)), x, op.multiply(alpha, x));
}

/** The remainder with the divisor's sign. */
function floorMod(a: Node, b: Node): Node {
  const rest = op.remainder(a, b);
  const zero = op.constant(0, a);
  const isOff = op.and(
    op.notEqual(rest, zero),
    op.notEqual(op.less(rest, zero), op.less(b, zero)),
  );
  return op.select(isOff, op.add(rest, b), rest);
}

/** The quotient rounded down. */
function floorDivide(a: Node, b: Node): Node {
  if (a.element === "f32") return op.floor(op.divide(a, b));
  const zero = op.constant(0, a);
  const isOff = op.and(
    op.notEqual(op.remainder(a, b), zero),
    op.notEqual(op.less(a, zero), op.less(b, zero)),
  );
  const quotient = op.divide(a, b);
  return op.select(isOff, op.subtract(quotient, op.constant(1, a)), quotient);
}
