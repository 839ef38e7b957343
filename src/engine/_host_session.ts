/**
 * Sessions of the engines that come with TF.js and compute on the host.
 *
 * @module
 */
import { compileEagerly } from "./eager.ts";
import type { EngineReport, Session } from "./engine.ts";
import * as tf from "./tf.ts";

/** Makes a session of the active backend, which runs programs op by op on one thread. */
export function hostSession(engine: string, versions: Readonly<Record<string, string>>): Session {
  const report: EngineReport = {
    engine,
    device: "cpu",
    jit: "eager",
    threads: 1,
    versions: { "tfjs-core": tf.version_core, ...versions },
  };
  const upload: Session["upload"] = (data, shape) =>
    tf.tensor(data, [...shape], data instanceof Int32Array ? "int32" : "float32");
  return {
    report,
    compile: (_name, program) => compileEagerly(program),
    upload,
    place(shape, fill) {
      const values = new Float32Array(tf.util.sizeFromShape([...shape]));
      fill(values);
      return upload(values, shape);
    },
  };
}
