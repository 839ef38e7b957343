/**
 * The training step compiles for a GPU that is not there.
 *
 * It wants the CUDA plugin, 135 MB: that of an installed `jax-cuda13-pjrt` or `jax-cuda12-pjrt`, or
 * the file that `KIT_PJRT_CUDA_PLUGIN` names.
 */
import { assertEquals, assertGreater, assertThrows } from "@std/assert";
import * as tf from "../../../src/engine/tf.ts";
import { traceProgram } from "../../../src/engine/xla/compile.ts";
import type { Node } from "../../../src/engine/xla/node.ts";
import { Pjrt, PjrtError } from "../../../src/engine/xla/pjrt.ts";
import { findPlugins, installedPlugins } from "../../../src/engine/xla/plugin.ts";
import { FIXTURE, fixtureBatches, prepareTraining } from "../../train/_training.ts";
import { compileForH100 } from "./_h100.ts";
import { backend, start } from "./_xla.ts";

const cudaPlugin = Deno.env.get("KIT_PJRT_CUDA_PLUGIN") ??
  (await installedPlugins({ hasDevice: (device) => device === "nvidia" }))[0]?.path;

const missing = cudaPlugin === undefined
  ? "no CUDA plugin was found: set KIT_PJRT_CUDA_PLUGIN"
  : await findPlugins().then(() => undefined, (error: Error) => error.message);

function nodes(tensors: Record<string, tf.Tensor>): Map<string, Node> {
  return new Map(Object.entries(tensors).map(([name, it]) => [name, backend().nodeOf(it)]));
}

for (const precision of ["f32", "bf16"] as const) {
  const what = `T5's training step with ${precision} weights compiles for an H100`;
  Deno.test({
    name: missing === undefined ? what : `${what} (skipped: ${missing})`,
    ignore: missing !== undefined,
    sanitizeResources: false, // a native library stays open as long as the process lives
    async fn() {
      const session = await start();
      const training = prepareTraining(session, { dropout: true, clipNorm: 1, precision });
      const { bf16Units } = backend();
      backend().bf16Units = true; // a GPU has them
      const { module } = traceProgram(
        "train",
        training.program,
        backend(),
        nodes(training.state()),
        nodes({
          ...fixtureBatches()(),
          learningRate: tf.scalar(FIXTURE.config.optimizer.learningRate),
          seed: tf.tensor1d([1, 0], "int32"),
        }),
      );
      backend().bf16Units = bf16Units;
      const dots = module.text.match(/dot_general.*bf16.*-> tensor<.*f32>/g)?.length ?? 0;
      assertEquals(dots > 0, precision === "bf16");
      const pjrt = new Pjrt(cudaPlugin!);
      assertGreater(compileForH100(pjrt, module), 100_000);
      const broken = module.text.replace("stablehlo.tanh", "stablehlo.tank")
        .replace("stablehlo.add ", "stablehlo.sum ");
      assertThrows(() => compileForH100(pjrt, { ...module, text: broken }), PjrtError);
    },
  });
}
