/**
 * Kernels that tfjs-backend-wasm lacks and our models need, written with those that it has.
 *
 * @module
 */
import * as tf from "./tf.ts";

/** Registers the kernels; needs no started backend. */
export function registerWasmKernels(): void {
  tf.registerKernel({
    kernelName: tf.UnsortedSegmentSum,
    backendName: "wasm",
    kernelFunc: unsortedSegmentSum,
  });
}

/** Sums the rows of each segment, the gradient of `gather`: a scatter adds what meets in a place. */
function unsortedSegmentSum({ inputs, attrs, backend }: Parameters<tf.KernelFunc>[0]) {
  const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
  const places = {
    dataId: segmentIds.dataId,
    shape: [segmentIds.shape[0]!, 1],
    dtype: "int32" as const,
  };
  const shape = [attrs!.numSegments as number, ...x.shape.slice(1)];
  const scatter = tf.getKernel(tf.ScatterNd, "wasm").kernelFunc;
  return scatter({ inputs: { indices: places, updates: x }, attrs: { shape }, backend });
}
