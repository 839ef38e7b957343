/**
 * Programs run op by op: how the engines work that cannot compile.
 *
 * @module
 */
import type { Compiled, Program, Tensors } from "./engine.ts";
import * as tf from "./tf.ts";

/** Makes a program ready to run op by op on the active backend. */
export function compileEagerly(program: Program): Compiled {
  return {
    run(state, inputs) {
      // a throw leaves the tidy and frees what the program made: `state` is untouched
      const result = tf.tidy(() => {
        const { state: next, outputs } = program(state, inputs);
        return { state: ownAll(next), outputs: ownAll(outputs) };
      });
      tf.dispose(Object.values(state));
      return result;
    },
    dispose() {},
  };
}

/** Gives every result a handle of its own, as a program may return its input, or one tensor twice. */
function ownAll(tensors: Tensors): Record<string, tf.Tensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, it]) => [name, tf.clone(it)]));
}
