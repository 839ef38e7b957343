/**
 * Kernels that put many numbers together.
 *
 * @module
 */
import { type Attributes, axesOf, axisOf, kernel } from "./define.ts";
import { convert } from "./ops_elementwise.ts";
import { argBest, cumulate, mean, reduce, type Reducer, softmax } from "./ops_reduce.ts";

const REDUCERS: Readonly<Record<string, Reducer>> = {
  Sum: "add",
  Prod: "multiply",
  Max: "maximum",
  Min: "minimum",
  All: "and",
  Any: "or",
};

/** Registers them. */
export function registerReductions(): void {
  for (const [name, reducer] of Object.entries(REDUCERS)) {
    const isLogical = reducer === "and" || reducer === "or";
    kernel(name, ({ x }, attributes) => {
      const numbers = x!.element === "i1" && !isLogical ? convert(x!, "i32") : x!;
      return reduce(numbers, axesGiven(attributes, x!.rank), reducer, attributes.keepDims);
    });
  }
  kernel("Mean", ({ x }, attributes) => {
    return mean(x!, axesGiven(attributes, x!.rank), attributes.keepDims);
  });
  kernel("ArgMax", ({ x }, { axis }) => argBest(x!, axisOf(axis, x!.rank), "maximum"));
  kernel("ArgMin", ({ x }, { axis }) => argBest(x!, axisOf(axis, x!.rank), "minimum"));
  kernel("Softmax", ({ logits }) => softmax(logits!, false));
  kernel("LogSoftmax", ({ logits }) => softmax(logits!, true));
  kernel("Cumsum", ({ x }, attributes) => {
    const { axis, exclusive, reverse } = attributes;
    return cumulate(x!, axisOf(axis, x!.rank), "add", exclusive, reverse);
  });
  kernel("Cumprod", ({ x }, attributes) => {
    const { axis, exclusive, reverse } = attributes;
    return cumulate(x!, axisOf(axis, x!.rank), "multiply", exclusive, reverse);
  });
}

/** `tf.max` alone calls its axes `reductionIndices`. */
function axesGiven({ axis, reductionIndices }: Attributes, rank: number): number[] {
  return axesOf(axis ?? reductionIndices, rank);
}
