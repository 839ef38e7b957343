/**
 * Sessions of the engines that come with TF.js and run programs op by op.
 *
 * @module
 */
import { compileEagerly } from "./eager.ts";
import type { EngineReport, Session } from "./engine.ts";
import * as tf from "./tf.ts";

/** Makes a session of the active backend; the report says where it computes. */
export function eagerSession(found: Omit<EngineReport, "jit">): Session {
  const versions = { "tfjs-core": tf.version_core, ...found.versions };
  return {
    report: { ...found, jit: "eager", versions },
    compile: (_name, program) => compileEagerly(program),
    upload: (data, shape) =>
      tf.tensor(data, [...shape], data instanceof Int32Array ? "int32" : "float32"),
  };
}
