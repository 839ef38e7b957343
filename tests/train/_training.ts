/**
 * The training of the fixtures: residual prompt tuning of a tiny T5, as PyTorch did it.
 *
 * @module
 */
import { assert, assertAlmostEquals } from "@std/assert";
import type { Precision, Program, Session, Tensors } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";
import { residualPrompt } from "../../src/methods/residual_prompt.ts";
import type { Seq2SeqModel } from "../../src/models/model.ts";
import { t5 } from "../../src/models/t5/mod.ts";
import { OPTIMIZERS } from "../../src/nn/optim/mod.ts";
import { type Adapter, adapterOf } from "../../src/train/adapter.ts";
import {
  type AnyOptimizer,
  initialState,
  type TrainingParts,
  trainingProgram,
} from "../../src/train/programs.ts";
import { openCheckpoint, relativeError, toTensor, type Values } from "../models/_checkpoint.ts";

/** A batch of the fixture. */
interface FixtureBatch {
  readonly inputIds: number[][];
  readonly attentionMask: number[][];
  readonly labels: number[][];
}

/** `residual_prompt_t5.json`. */
interface Fixture {
  readonly config: {
    readonly promptLength: number;
    readonly bottleneck: number;
    readonly steps: number;
    readonly optimizer: { readonly learningRate: number; readonly weightDecay: number };
  };
  readonly batches: readonly FixtureBatch[];
  readonly order: readonly number[];
  readonly initialParams: Readonly<Record<string, Values>>;
  readonly finalParams: Readonly<Record<string, Values>>;
  readonly finalPrompt: Values;
  readonly losses: readonly number[];
  readonly finalLosses: readonly number[];
  readonly float64Deviation: { readonly losses: number; readonly finalParams: number };
}

/** What PyTorch found. */
export const FIXTURE: Fixture = JSON.parse(
  Deno.readTextFileSync(new URL("../fixtures/training/residual_prompt_t5.json", import.meta.url)),
);

/** The fixture's training on one engine. */
export interface FixtureTraining {
  readonly model: Seq2SeqModel;
  readonly parts: TrainingParts;
  readonly program: Program;
  /** A fresh adapter with the fixture's first parameters; the caller owns it. */
  adapter(): Adapter;
  /** The state of the first step; the caller owns it. */
  state(): Record<string, tf.Tensor>;
}

/** Puts the model on the device of a session and prepares the training. */
export function prepareTraining(
  session: Session,
  { precision = "f32", ...options }: Partial<Pick<TrainingParts, "dropout" | "clipNorm">> & {
    readonly precision?: Precision;
  } = {},
): FixtureTraining {
  const files = openCheckpoint("t5/v1_0");
  const model = t5.load({
    ...files,
    load(name) {
      const lazy = files.load(name);
      const values = lazy.dataSync() as Float32Array;
      lazy.dispose();
      return session.place(files.shapes[name]!, (room) => room.set(values), precision);
    },
  }) as Seq2SeqModel;
  const optimizer = OPTIMIZERS.adamw as AnyOptimizer;
  const adapter = (): Adapter => ({
    method: residualPrompt,
    config: {
      ...residualPrompt.defaults,
      promptLength: FIXTURE.config.promptLength,
      bottleneck: FIXTURE.config.bottleneck,
    },
    params: Object.fromEntries(
      Object.entries(FIXTURE.initialParams).map(([name, values]) => [name, toTensor(values)]),
    ),
    base: {},
  });
  const like = adapter();
  tf.dispose(Object.values(like.params)); // names and shapes are all that a program reads of it
  const { weightDecay } = FIXTURE.config.optimizer;
  const parts: TrainingParts = {
    model,
    adapter: like,
    optimizer,
    weightDecay,
    clipNorm: null,
    dropout: false,
    ...options,
  };
  const program = trainingProgram(parts);
  return { model, parts, program, adapter, state: () => initialState(adapter(), optimizer) };
}

/** The tensors of a batch; the caller owns them. */
export function batchTensors({ inputIds, attentionMask, labels }: FixtureBatch): Tensors {
  const int32 = (rows: number[][]) => tf.tensor2d(rows, undefined, "int32");
  return {
    inputIds: int32(inputIds),
    mask: tf.tensor2d(attentionMask, undefined, "float32"),
    decoderIds: int32(labels.map((row) => [0, ...row.slice(0, -1).map((id) => Math.max(id, 0))])),
    targetIds: int32(labels),
  };
}

/** Batches in this order, over and over; the fixture's by default. */
export function fixtureBatches(order: readonly number[] = FIXTURE.order): () => Tensors {
  let step = 0;
  return () => batchTensors(FIXTURE.batches[order[step++ % order.length]!]!);
}

/** Trains all steps of the fixture on an engine, and holds losses and result against PyTorch's. */
export function checkTraining(session: Session): void {
  const training = prepareTraining(session);
  const program = session.compile("train", training.program);
  const nextBatch = fixtureBatches();
  let state: Tensors = training.state();
  for (const [step, expected] of FIXTURE.losses.entries()) {
    const result = program.run(state, {
      ...nextBatch(),
      learningRate: tf.scalar(FIXTURE.config.optimizer.learningRate),
      seed: tf.tensor1d([step, 0], "int32"),
    });
    state = result.state;
    const [loss] = result.outputs.loss!.dataSync();
    assertAlmostEquals(loss! / expected, 1, 1e-4, `step ${step + 1}`);
  }
  const trained = adapterOf(training.adapter(), state);
  for (const [name, expected] of Object.entries(FIXTURE.finalParams)) {
    const error = relativeError(trained.params[name]!, expected);
    assert(error < 1e-3, `${name}: relative error ${error}`);
  }
  program.dispose();
}
