/**
 * The `webgpu` engine: TF.js' WebGPU kernels on Deno's own WebGPU.
 *
 * A GPU of any maker, with nothing to install but its driver: Vulkan on Linux, Metal on macOS,
 * DirectX 12 on Windows. `DENO_WEBGPU_BACKEND=vulkan` (`metal`, `dx12`, `gl`) forces one of them.
 *
 * What a reader should know:
 *
 * - Programs run op by op, each op a command to the device: small models wait for the host.
 * - TF.js computes int32 through f32 on the device: exact up to 2^24, which holds every token id.
 *   Tensors of less than 1000 numbers that are not on the device yet stay on the host, and are exact
 *   there: the seeds and the step counts of the optimizers.
 * - All kernels and gradients that the models, methods and optimizers use are there. Of the kernels
 *   of the `cpu` engine these are not: BitwiseAnd, NonMaxSuppressionV4, RaggedGather, RaggedRange,
 *   RaggedTensorToTensor, SparseFillEmptyRows, SparseReshape, StaticRegexReplace, StringSplit,
 *   StringToHashBucketFast, Unique.
 * - It is never chosen by `auto`: it was held against the reference on a software driver, and has
 *   not been timed on a GPU yet.
 *
 * @module
 */
import { EngineUnavailable } from "../../core/errors.ts";
import { eagerSession } from "../_eager_session.ts";
import { launchOnce } from "../_launch_once.ts";
import type { Engine, EngineOptions } from "../engine.ts";
import { loadGradients } from "../gradients.ts";
import * as tf from "../tf.ts";
import { DenoWebGpuBackend } from "./backend.ts";
import { registerWebGpuRandom } from "./random.ts";

const NAME = "webgpu";

tf.removeBackend(NAME); // TF.js' own asks Deno for a device in a way that it refuses
registerWebGpuRandom();

/** Opens a device, and says what it is called. */
const launchWebGpu = launchOnce(launch);

/** The `webgpu` engine. */
export const webgpu: Engine = {
  name: NAME,
  needs: "a GPU with a driver for Vulkan, Metal or DirectX 12",
  // 1.1e-6 on a software driver; but WGSL allows a GPU 1e-5 in tanh and 3 + 2 |x| last places in exp
  tolerance: 2e-5,
  compiles: false,
  onGpu: true,
  precisions: ["f32"],
  async start(options) {
    const device = await launchWebGpu(options);
    await tf.setBackend(NAME);
    return eagerSession({ engine: NAME, device, threads: null, versions: {} });
  },
};

async function launch({ notice = console.error }: EngineOptions): Promise<string> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) {
    throw new EngineUnavailable(`Cannot start engine "${NAME}": no WebGPU adapter was found`);
  }
  const backend = await DenoWebGpuBackend.open(adapter, notice);
  await loadGradients();
  tf.registerBackend(NAME, () => backend, 0);
  return describeDevice(adapter.info);
}

/** Drivers that compute on the CPU say so in their names. */
const SOFTWARE = /llvmpipe|swiftshader|basic render/i;

/** Says what computes; a reader, and whoever counts GPUs, must not take a software driver for one. */
export function describeDevice(info: Partial<GPUAdapterInfo>): string {
  const name = info.description || info.vendor || "without a name";
  const isSoftware = info.isFallbackAdapter || SOFTWARE.test(name);
  return isSoftware ? `CPU, by a software driver (${name})` : `GPU (${name})`;
}
