/**
 * The `wasm` engine: TF.js' WebAssembly kernels with SIMD, the fallback that runs everywhere.
 *
 * One thread: the threaded build of tfjs-backend-wasm needs a browser.
 *
 * @module
 */
import { version_wasm } from "@tensorflow/tfjs-backend-wasm";
import { loadGradients } from "./gradients.ts";
import { EngineUnavailable } from "../core/errors.ts";
import type { Engine } from "./engine.ts";
import { eagerSession } from "./_eager_session.ts";
import { registerHostRandom } from "./random.ts";
import * as tf from "./tf.ts";
import { registerWasmKernels } from "./wasm_kernels.ts";

registerHostRandom("wasm");
registerWasmKernels();

/** The `wasm` engine. */
export const wasm: Engine = {
  name: "wasm",
  needs: "WebAssembly with SIMD, which every Deno has",
  tolerance: 2e-5, // f32 sums in another order, and XNNPACK's exp and tanh
  compiles: false,
  onGpu: false,
  precisions: ["f32"],
  async start() {
    await loadGradients();
    const started = await tf.setBackend("wasm").catch(() => false);
    if (!started) {
      throw new EngineUnavailable('Cannot start engine "wasm": its module could not be loaded');
    }
    const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
    const versions = { "tfjs-backend-wasm": `${version_wasm}${simd ? " (SIMD)" : ""}` };
    return eagerSession({ engine: "wasm", device: "cpu", threads: 1, versions });
  },
};
