/** Twenty steps of residual prompt tuning against PyTorch; see tests/fixtures/training. */
import { assert, assertAlmostEquals } from "@std/assert";
import { compileEagerly } from "../../src/engine/eager.ts";
import type { Tensors } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { residualPrompt } from "../../src/methods/residual_prompt.ts";
import type { Seq2SeqModel } from "../../src/models/model.ts";
import { familyOf } from "../../src/models/mod.ts";
import { OPTIMIZERS } from "../../src/nn/optim/mod.ts";
import { type Adapter, adapterOf } from "../../src/train/adapter.ts";
import { batchLoss, initialState, trainingProgram } from "../../src/train/programs.ts";
import { openCheckpoint, readJson, relativeError, toTensor } from "../models/_checkpoint.ts";

interface Batch {
  readonly inputIds: number[][];
  readonly attentionMask: number[][];
  readonly labels: number[][];
}

function inputsOf({ inputIds, attentionMask, labels }: Batch): Tensors {
  const shifted = labels.map((row) => [0, ...row.slice(0, -1).map((id) => Math.max(id, 0))]);
  return {
    inputIds: tf.tensor2d(inputIds, undefined, "int32"),
    mask: tf.tensor2d(attentionMask, undefined, "float32"),
    decoderIds: tf.tensor2d(shifted, undefined, "int32"),
    targetIds: tf.tensor2d(labels, undefined, "int32"),
  };
}

/** Trains as the fixture says, and holds losses and result against PyTorch's. */
async function followPyTorch(family: string): Promise<void> {
  await wasm.start({});
  const fixture = readJson(`../training/residual_prompt_${family}.json`);
  const { promptLength, bottleneck, optimizer: { learningRate, weightDecay } } = fixture.config;
  const files = openCheckpoint(fixture.config.model.replace("models/", ""));
  const model = await familyOf(files.config).load(files) as Seq2SeqModel;
  const params: Tensors = Object.fromEntries(
    Object.keys(fixture.initialParams).map((name) => [name, toTensor(fixture.initialParams[name])]),
  );
  const config = { ...residualPrompt.defaults, promptLength, bottleneck };
  const adapter: Adapter = { method: residualPrompt, config, params, base: {} };
  const optimizer = OPTIMIZERS.adamw!;
  const parts = { model, adapter, optimizer, weightDecay, clipNorm: null, dropout: false };
  const program = compileEagerly(trainingProgram(parts));

  const batches = (fixture.batches as Batch[]).map(inputsOf);
  let state: Tensors = initialState(adapter, optimizer);
  for (const [step, batch] of (fixture.order as number[]).entries()) {
    const inputs = {
      ...batches[batch],
      learningRate: tf.scalar(learningRate),
      seed: tf.tensor1d([step, 0], "int32"),
    };
    const result = program.run(state, inputs);
    state = result.state;
    const loss = result.outputs.loss!.dataSync()[0]!;
    assertAlmostEquals(loss / fixture.losses[step], 1, 1e-4, `step ${step + 1}`);
  }

  const trained = adapterOf(adapter, state);
  for (const [name, expected] of Object.entries(fixture.finalParams)) {
    const error = relativeError(trained.params[name]!, expected as never);
    assert(error < 1e-3, `${name}: relative error ${error}`);
  }
  const folded = residualPrompt.fold!(trained.params, config).params.prompt!;
  assert(relativeError(folded, fixture.finalPrompt) < 1e-3);
  for (const [i, expected] of (fixture.finalLosses as number[]).entries()) {
    const loss = batchLoss(model, trained, batches[i]!, {}).dataSync()[0]!;
    assertAlmostEquals(loss / expected, 1, 1e-4);
  }
}

for (const family of ["t5", "llama"]) {
  Deno.test(`20 training steps of ${family} follow PyTorch's losses and end at its parameters`, () =>
    followPyTorch(family));
}
