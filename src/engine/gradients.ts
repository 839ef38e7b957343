/**
 * The gradients of TF.js' ops.
 *
 * tfjs-core leaves them out of its build so that bundles stay small, and its own list of them
 * (`register_all_gradients.js`) cannot be loaded outside a bundler. tfjs-layers registers the whole
 * list when it is loaded; nothing else of it is used.
 *
 * @module
 */
import * as tf from "./tf.ts";

/** Registers the gradients, unless an engine has done so already, perhaps with better ones. */
export async function loadGradients(): Promise<void> {
  if (tf.getGradient(tf.Relu) === undefined) await import("@tensorflow/tfjs-layers");
}
