/**
 * Pretraining of the mini model: `deno task pretrain`.
 *
 * It is full fine-tuning of fresh weights on the corpus of the mini world, with the same programs
 * and loop as any other training.
 *
 * @module
 */
import { join } from "node:path";
import { RunInterrupted, UsageError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { sha256 } from "../core/hash.ts";
import { Rng } from "../core/rng.ts";
import type { Session, Tensors } from "../engine/engine.ts";
import * as tf from "../engine/tf.ts";
import { startEngine } from "../engine/registry.ts";
import { type TensorData } from "../hub/safetensors.ts";
import { writeSafetensors } from "../hub/write_safetensors.ts";
import type { StepProgress } from "../lab/executor.ts";
import { pretrainingExample } from "../mini/corpus.ts";
import { MODEL_CONFIG, OPTIMIZER, STAGES, STREAM_SCALE } from "../mini/recipe.ts";
import { buildTokenizerJson, encodeText, PAD_ID } from "../mini/vocabulary.ts";
import type { Seq2SeqModel } from "../models/model.ts";
import { readT5Config } from "../models/t5/config.ts";
import { initT5Weights } from "../models/t5/init.ts";
import { t5 } from "../models/t5/mod.ts";
import { rescaleStream } from "../models/t5/rescale.ts";
import { weightShapes } from "../models/t5/weights.ts";
import { adafactor } from "../nn/optim/adafactor.ts";
import { type AbilityScores, abilityTable, scoreAbilities } from "./abilities.ts";
import { adapterOf, initAdapter } from "./adapter.ts";
import { inputTensors, longestOf, targetTensors } from "./batches.ts";
import type { EncodedExample } from "./encode.ts";
import { Pace } from "./pace.ts";
import { LOG_FILE, withPretrainedFolder } from "./pretrained_folder.ts";
import { type AnyOptimizer, initialState, trainingProgram } from "./programs.ts";
import { runSteps, type StepsOptions } from "./steps.ts";

/** How a model is pretrained. */
export interface PretrainOptions {
  /** Folder of the model, in Hugging Face layout; one with such a model is replaced. */
  readonly out: string;
  readonly engine: string;
  readonly threads?: number;
  readonly seed?: number;
  /** Stops after so many steps; absent: the whole recipe. */
  readonly steps?: number;
  readonly signal?: AbortSignal;
  /** Is told of each step; the loss is a running mean. */
  readonly progress: (progress: StepProgress) => void;
  /** Takes sentences for the reader. */
  readonly notice: (line: string) => void;
}

/** Batches that are sorted by length together. */
const POOL = 8;

/** What is known after so many steps. */
interface LogEntry {
  readonly step: number;
  /** Running mean of the training loss. */
  readonly loss: number;
  readonly seconds: number;
  readonly abilities: AbilityScores;
}

/**
 * Pretrains the mini model and writes config, weights, tokenizer and a log.
 *
 * @throws {UsageError} before anything is trained if the folder cannot be written
 */
export function pretrain(options: PretrainOptions): Promise<AbilityScores> {
  return withPretrainedFolder(options.out, (folder) => pretrainInto(folder, options));
}

async function pretrainInto(folder: string, options: PretrainOptions): Promise<AbilityScores> {
  const { notice, signal, threads, seed = 0 } = options;
  const session = await startEngine(options.engine, { ...given({ threads }), notice });
  const rng = new Rng(`pretrain ${seed}`);
  const model = freshModel(session, rng.fork("weights"));
  const start = initAdapter(model, "full", {}, { rng, encode: encodeText });
  const { clipNorm } = OPTIMIZER;
  const parts = { model, adapter: start, optimizer, weightDecay: 0, clipNorm, dropout: false };
  const steps = options.steps ?? STAGES.reduce((sum, stage) => sum + stage.steps, 0);
  const batches = drawCorpus(rng.fork("corpus"));
  const log: LogEntry[] = [];
  const state = await runSteps(
    session.compile("pretrain", trainingProgram(parts)),
    initialState(start, optimizer),
    () => batchTensors(model, batches.next().value),
    {
      steps,
      learningRate: (step) => OPTIMIZER.learningRate * rateFactor(step, steps),
      seed: () => 0,
      ...given({ signal }),
      afterStep: watch(steps, options, async (seen, state) => {
        const adapter = adapterOf(start, state);
        const abilities = scoreAbilities(session, model, adapter);
        log.push({ ...seen, abilities });
        notice(Object.entries(abilities).map(([a, s]) => `${a} ${s.toFixed(2)}`).join("  "));
        await saveModel(folder, adapter.base, seed, log).catch((cause) => {
          throw new UsageError(`Cannot write "${options.out}": ${cause.message}`, { cause });
        });
      }),
      beforeStop() {
        throw new RunInterrupted(
          "Stopped: no model was written; the same command starts from the beginning",
        );
      },
    },
  );
  tf.dispose(Object.values(state));
  return log.at(-1)!.abilities;
}

/** Adafactor with steps in proportion to the size of what they change. */
const optimizer: AnyOptimizer = {
  ...adafactor,
  update: (params, gradients, state, rate) =>
    adafactor.update(params, gradients, state, rate, { scaleParameter: true }),
};

/** Tells of each step; every thousand steps the model so far is kept: a full disk shows early. */
function watch(
  steps: number,
  { progress }: PretrainOptions,
  keep: (seen: Omit<LogEntry, "abilities">, state: Tensors) => Promise<void>,
): NonNullable<StepsOptions["afterStep"]> {
  const begin = performance.now();
  const pace = new Pace(steps);
  let mean = NaN;
  return async (step, loss, state) => {
    mean = Number.isNaN(mean) ? loss : 0.99 * mean + 0.01 * loss;
    progress({ step, steps, loss: mean, secondsLeft: pace.secondsLeft(step) });
    if (step % 1000 !== 0 && step !== steps) return;
    const seconds = Math.round((performance.now() - begin) / 1000);
    await keep({ step, loss: mean, seconds }, state);
  };
}

function freshModel(session: Session, rng: Rng): Seq2SeqModel {
  const config = readT5Config(MODEL_CONFIG);
  const shapes = weightShapes(config);
  const weights = initT5Weights(config, rng);
  const load = (name: string) => session.upload(weights[name]!, shapes[name]!);
  return t5.load({ config: MODEL_CONFIG, shapes, load }) as Seq2SeqModel;
}

/** Linear warm-up, then constant, then linear to 2 %. */
function rateFactor(step: number, steps: number): number {
  const warm = Math.min(1, (step + 1) / OPTIMIZER.warmupSteps);
  const done = step / steps;
  const decay = done < OPTIMIZER.constantShare ? 1 : (1 - done) / (1 - OPTIMIZER.constantShare);
  return warm * Math.max(0.02, decay);
}

/** Examples of one step after another, about equally long within a step. */
function* drawCorpus(rng: Rng): Generator<EncodedExample[], never> {
  const size = OPTIMIZER.batchSize;
  for (let pool = 0, step = 0;; pool++, step += POOL) {
    const stream = rng.fork(pool);
    const stage = stageOf(step);
    const examples = Array.from({ length: POOL * size }, () => pretrainingExample(stream, stage))
      .sort((a, b) => a.inputIds.length - b.inputIds.length);
    const starts = stream.shuffled(Array.from({ length: POOL }, (_, i) => i * size));
    for (const start of starts) {
      yield examples.slice(start, start + size).map((e) => ({ ...e, choiceIds: [] }));
    }
  }
}

function stageOf(step: number): typeof STAGES[number] {
  let from = 0;
  for (const stage of STAGES) {
    from += stage.steps;
    if (step < from) return stage;
  }
  return STAGES.at(-1)!;
}

function batchTensors(model: Seq2SeqModel, examples: readonly EncodedExample[]): Tensors {
  const targets = examples.map(({ targetIds }) => targetIds);
  const longest = longestOf(targets);
  const length = longest <= 2 ? 2 : 8 * Math.ceil(longest / 8); // few shapes to compile
  const tokens = { pad: PAD_ID, start: model.decoderStart };
  return { ...inputTensors(examples, PAD_ID), ...targetTensors(targets, tokens, length) };
}

async function saveModel(
  folder: string,
  weights: Tensors,
  seed: number,
  log: readonly LogEntry[],
): Promise<void> {
  const write = (name: string, value: unknown) =>
    Deno.writeTextFile(join(folder, name), JSON.stringify(value, null, 1) + "\n");
  await write("config.json", MODEL_CONFIG);
  await write("tokenizer.json", buildTokenizerJson());
  const path = join(folder, "model.safetensors");
  await writeSafetensors(path, inUnitsOfT5(weights));
  const weightsSha256 = sha256(await Deno.readFile(path));
  const recipe = { seed, stages: STAGES, optimizer: OPTIMIZER, streamScale: STREAM_SCALE };
  await write(LOG_FILE, { weightsSha256, ...recipe, log });
  await Deno.writeTextFile(join(folder, "abilities.md"), abilityTable(log.at(-1)!.abilities));
}

function inUnitsOfT5(weights: Tensors): Record<string, TensorData> {
  const values = Object.entries(weights)
    .map(([name, tensor]) => [name, tensor.dataSync() as Float32Array] as const);
  const scaled = rescaleStream(Object.fromEntries(values), STREAM_SCALE);
  return Object.fromEntries(
    Object.entries(scaled).map(([name, values]) => [name, { shape: weights[name]!.shape, values }]),
  );
}
