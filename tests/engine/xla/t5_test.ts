/** T5 against transformers, and 20 steps of training against PyTorch, on the xla engine. */
import { assert, assertAlmostEquals } from "@std/assert";
import * as tf from "../../../src/engine/tf.ts";
import { adapterOf } from "../../../src/train/adapter.ts";
import { openCheckpoint, relativeError } from "../../models/_checkpoint.ts";
import { checkCase, loadCase } from "../../models/_t5_case.ts";
import { batchTensors, FIXTURE, prepareTraining } from "../../train/_training.ts";
import { start, xlaTest } from "./_xla.ts";

for (const name of ["v1_0", "v1_1", "v1_0_duplicates"]) {
  xlaTest(`t5/${name} equals transformers, gradients too`, async () => {
    const session = await start();
    checkCase(session, await loadCase(name, openCheckpoint(`t5/${name}`)));
  });
}

xlaTest("20 compiled training steps follow PyTorch's losses to its parameters", async () => {
  const session = await start();
  const training = await prepareTraining(session);
  const program = session.compile("train", training.program);
  let state: Record<string, tf.Tensor> = training.state();
  for (const [step, batch] of FIXTURE.order.entries()) {
    const result = program.run(state, {
      ...batchTensors(FIXTURE.batches[batch]!),
      learningRate: tf.scalar(FIXTURE.config.optimizer.learningRate),
      seed: tf.tensor1d([step, 0], "int32"),
    });
    state = { ...result.state };
    const [loss] = result.outputs.loss!.dataSync();
    assertAlmostEquals(loss! / FIXTURE.losses[step]!, 1, 1e-4, `step ${step + 1}`);
  }
  const trained = adapterOf(training.adapter(), state);
  for (const [name, expected] of Object.entries(FIXTURE.finalParams)) {
    const error = relativeError(trained.params[name]!, expected);
    assert(error < 1e-3, `${name}: relative error ${error}`);
  }
  program.dispose();
});
