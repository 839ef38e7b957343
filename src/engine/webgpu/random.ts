/**
 * Seeded uniform numbers on a WebGPU device: the very numbers of `seededUniform` on the host.
 *
 * @module
 */
import { webgpu_util, type WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { SEEDED_UNIFORM } from "../random.ts";
import * as tf from "../tf.ts";

type Program = Parameters<WebGPUBackend["runWebGPUProgram"]>[0];

const CODE = `
  fn mixed(value : u32) -> u32 {
    var x = value;
    x = (x ^ (x >> 16u)) * 0x85ebca6bu;
    x = (x ^ (x >> 13u)) * 0xc2b2ae35u;
    return x ^ (x >> 16u);
  }
  fn main(index : i32) {
    if (index < uniforms.size) {
      let key = mixed(mixed(u32(seed[0])) ^ u32(seed[1]));
      let bits = mixed(key ^ mixed(u32(index) + 0x9e3779b9u)) >> 8u;
      setOutputAtIndex(index, f32(bits) * ${2 ** -24});
    }
  }`;

/** Registers the kernel; needs no started backend. */
export function registerWebGpuRandom(): void {
  tf.registerKernel({
    kernelName: SEEDED_UNIFORM,
    backendName: "webgpu",
    kernelFunc: ({ inputs, attrs, backend }) => {
      const program = uniformProgram(attrs!.shape as unknown as number[]);
      return (backend as WebGPUBackend).runWebGPUProgram(program, [inputs.seed!], "float32");
    },
  });
}

function uniformProgram(outputShape: number[]): Program {
  const workgroupSize: Program["workgroupSize"] = [64, 1, 1];
  const dispatchLayout = webgpu_util.flatDispatchLayout(outputShape);
  return {
    variableNames: ["seed"],
    outputShape,
    workgroupSize,
    dispatchLayout,
    dispatch: webgpu_util.computeDispatch(dispatchLayout, outputShape, workgroupSize),
    shaderKey: "seededUniform",
    size: true,
    getUserCode: () => CODE,
  };
}
