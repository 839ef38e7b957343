import { ENGINES } from "../../src/engine/registry.ts";
import { checkEngine } from "./_engine.ts";

/**
 * The webgpu engine has a process of its own, see `tests/engine/webgpu`: the compiler of a software
 * driver and that of TensorFlow do not get along in one.
 */
const HERE = Object.keys(ENGINES).filter((name) => name !== "webgpu");

for (const name of HERE) {
  // a native library stays open as long as the process lives
  Deno.test(
    { name: `engine ${name}`, sanitizeResources: false },
    (test) => checkEngine(test, name),
  );
}
