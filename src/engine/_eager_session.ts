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
  const upload: Session["upload"] = (data, shape) =>
    tf.tensor(data, [...shape], data instanceof Int32Array ? "int32" : "float32");
  return {
    report: { ...found, jit: "eager", versions },
    compile: (_name, program) => compileEagerly(program),
    upload,
    place(shape, fill) {
      const values = new Float32Array(tf.util.sizeFromShape([...shape]));
      fill(values);
      return upload(values, shape);
    },
  };
}
