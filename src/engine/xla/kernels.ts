/**
 * All kernels of the engine.
 *
 * Not here are convolutions, images, strings, sparse and complex tensors: no model of the kit uses
 * them, and a program that does is told so by name.
 *
 * @module
 */
import { registerElementwise } from "./kernels_elementwise.ts";
import { registerIndexing } from "./kernels_index.ts";
import { registerReductions } from "./kernels_reduce.ts";
import { registerShape } from "./kernels_shape.ts";

/** Registers them, once for the process. */
export function registerKernels(): void {
  registerElementwise();
  registerShape();
  registerReductions();
  registerIndexing();
}
