/**
 * The `cpu` engine: TF.js' kernels in plain JavaScript.
 *
 * Slow, but simple and the same everywhere: the reference that the other engines are held against.
 *
 * @module
 */
import { version_cpu } from "@tensorflow/tfjs-backend-cpu";
import { loadGradients } from "./gradients.ts";
import type { Engine } from "./engine.ts";
import { eagerSession } from "./_eager_session.ts";
import { registerHostRandom } from "./random.ts";
import * as tf from "./tf.ts";

registerHostRandom("cpu");

/** The `cpu` engine. */
export const cpu: Engine = {
  name: "cpu",
  needs: "nothing",
  tolerance: 0,
  compiles: false,
  onGpu: false,
  precisions: ["f32"],
  async start() {
    await loadGradients();
    const backend = tf.findBackend("cpu") as unknown as { firstUse: boolean };
    backend.firstUse = false; // else it prints an advertisement for tfjs-node
    await tf.setBackend("cpu");
    const versions = { "tfjs-backend-cpu": version_cpu };
    return eagerSession({ engine: "cpu", device: "cpu", threads: 1, versions });
  },
};
