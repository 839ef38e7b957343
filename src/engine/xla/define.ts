/**
 * How kernels are defined: as functions from nodes to nodes.
 *
 * @module
 */
import * as tf from "../tf.ts";
import type { XlaBackend } from "./backend.ts";
import type { Node } from "./node.ts";

/** The name of the backend. */
export const BACKEND = "xla";

/** Inputs of a kernel by name; those of a list by their places. */
export type Inputs = Readonly<Record<string, Node>>;

/** Attributes of a kernel, as TF.js' ops set them. */
// deno-lint-ignore no-explicit-any
export type Attributes = any;

/** Registers a kernel; its results have the TF.js types of their elements. */
export function kernel(
  kernelName: string,
  run: (inputs: Inputs, attributes: Attributes, backend: XlaBackend) => Node | readonly Node[],
): void {
  tf.registerKernel({
    kernelName,
    backendName: BACKEND,
    kernelFunc({ inputs, attrs, backend }) {
      const xla = backend as XlaBackend;
      const nodes = Object.entries(inputs)
        .filter(([, info]) => info !== undefined && info !== null)
        .map(([name, info]) => [name, xla.nodeOf(info as tf.TensorInfo)] as const);
      const result = run(Object.fromEntries(nodes), attrs ?? {}, xla);
      return Array.isArray(result)
        ? result.map((node: Node) => xla.output(node))
        : xla.output(result as Node);
    },
  });
}

/** Registers a kernel whose result is the same data in another shape. */
export function viewKernel(
  kernelName: string,
  shapeOf: (input: tf.TensorInfo, attributes: Attributes) => number[],
): void {
  tf.registerKernel({
    kernelName,
    backendName: BACKEND,
    kernelFunc({ inputs, attrs, backend }) {
      const info = Object.values(inputs)[0] as tf.TensorInfo;
      return (backend as XlaBackend).view(info, shapeOf(info, attrs ?? {}));
    },
  });
}

/** Axes as TF.js' ops write them, counted from the front; absent: all. */
export function axesOf(axis: number | number[] | null | undefined, rank: number): number[] {
  if (axis === null || axis === undefined) return Array.from({ length: rank }, (_, i) => i);
  return [axis].flat().map((it) => it < 0 ? it + rank : it);
}

/** One axis, counted from the front. */
export function axisOf(axis: number | number[], rank: number): number {
  return axesOf(axis, rank)[0]!;
}
