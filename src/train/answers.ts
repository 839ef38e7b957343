/**
 * Answers of a model: written greedily, or the likeliest of the choices.
 *
 * @module
 */
import type { Compiled, Tensors } from "../engine/engine.ts";
import * as tf from "../engine/tf.ts";
import type { ClassifierModel, Seq2SeqModel } from "../models/model.ts";
import { type Adapter, adapterTensors } from "./adapter.ts";
import { inputTensors, longestOf, padIds, scoringBatches, targetTensors } from "./batches.ts";
import type { EncodedExample } from "./encode.ts";
import type { Stepwise } from "./stepwise.ts";

/** Examples that are scored at once: their attention weights grow with the square of the length. */
const BATCH = 64;
const LONG_BATCH = 16;
/** Tokens of an input beyond which it is long. */
const LONG = 128;

/** The compiled programs of one model and one kind of adapter. */
export interface ScoringPrograms {
  readonly encode: Compiled;
  readonly nextToken: Compiled;
  readonly likelihood: Compiled;
}

/** A model with an adapter, ready to answer. */
export interface Answerer {
  readonly model: Seq2SeqModel;
  readonly adapter: Adapter;
  readonly programs: ScoringPrograms;
}

/** A classifier with an adapter, ready to answer. */
export interface Classifier {
  readonly model: ClassifierModel;
  readonly adapter: Adapter;
  readonly classify: Compiled;
  /** Most tokens of an input. */
  readonly longest: number;
}

/** A batch that was read by the encoder. */
interface Reading {
  /** The mask, the encoder's output and the adapter: what every decoding takes. */
  readonly inputs: Record<string, tf.Tensor>;
  readonly rows: number;
}

function read(answerer: Answerer, examples: readonly EncodedExample[], rows: number): Reading {
  const adapter = adapterTensors(answerer.adapter);
  const batch = inputTensors(examples, answerer.model.tokens.pad, rows);
  const { outputs } = answerer.programs.encode.run({}, { ...batch, ...adapter });
  batch.inputIds.dispose();
  return { inputs: { ...adapter, mask: batch.mask, memory: outputs.memory! }, rows };
}

function forget(reading: Reading): void {
  tf.dispose([reading.inputs.mask!, reading.inputs.memory!]);
}

function runOnce(program: Compiled, inputs: Tensors, output: string): ArrayLike<number> {
  const { outputs } = program.run({}, inputs);
  const values = outputs[output]!.dataSync();
  tf.dispose(Object.values(outputs));
  return values;
}

/** Batches of equal height, so that a rest of a few examples needs no program of its own. */
function* batchesOf(examples: readonly EncodedExample[]): Generator<[number[], number]> {
  const lengths = examples.map(({ inputIds }) => inputIds.length);
  const { short = [], long = [] } = Object.groupBy(
    lengths.keys(),
    (i) => lengths[i]! > LONG ? "long" : "short",
  );
  for (const [group, most] of [[short, BATCH], [long, LONG_BATCH]] as const) {
    const rows = Math.min(most, group.length);
    const batches = scoringBatches(group.map((i) => lengths[i]!), most);
    for (const batch of batches) yield [batch.map((at) => group[at]!), rows];
  }
}

/**
 * Writes an answer to each example greedily, token by token.
 *
 * @param longest most tokens of an answer, its end token included
 * @returns ids of each answer in the order of the examples, without its end token
 */
export function* generating(
  answerer: Answerer,
  examples: readonly EncodedExample[],
  longest: number,
): Stepwise<number[][]> {
  const answers: number[][] = examples.map(() => []);
  for (const [batch, rows] of batchesOf(examples)) {
    const reading = read(answerer, batch.map((i) => examples[i]!), rows);
    try {
      const written = yield* writing(answerer, reading, batch.length, longest);
      batch.forEach((example, row) => answers[example] = written[row]!);
    } finally {
      forget(reading);
    }
    yield batch.length;
  }
  return answers;
}

/** Writes the answers to the first `count` rows of a batch that was read. */
function* writing(
  { model, programs }: Answerer,
  { inputs, rows }: Reading,
  count: number,
  longest: number,
): Stepwise<number[][]> {
  const { pad, end, stops = [] } = model.tokens;
  const ends = new Set([end, ...stops]);
  const written: number[][] = Array.from({ length: rows }, () => []);
  const ended = (row: number) => ends.has(written[row]!.at(-1)!);
  for (let length = 1; length <= longest; length++) {
    // one shape for all lengths: positions behind the present one are padding that none sees
    const soFar = written.map((ids) => [model.decoderStart, ...ids]);
    const decoderIds = padIds(soFar, pad, longest, rows);
    const next = runOnce(programs.nextToken, { ...inputs, decoderIds }, "ids");
    decoderIds.dispose();
    for (let row = 0; row < count; row++) {
      if (!ended(row)) written[row]!.push(next[row * longest + length - 1]!);
    }
    if (written.slice(0, count).every((_, row) => ended(row))) break;
    yield 0;
  }
  return written.slice(0, count).map((ids) => ids.filter((id) => !ends.has(id)));
}

/**
 * Log-likelihood of candidate answers, batch by batch.
 *
 * @returns for each example the log-likelihood of each of its `choiceIds`
 */
export function* scoringChoices(
  answerer: Answerer,
  examples: readonly EncodedExample[],
): Stepwise<number[][]> {
  const { model, programs } = answerer;
  const scores: number[][] = examples.map(() => []);
  const start = { pad: model.tokens.pad, start: model.decoderStart };
  for (const [batch, rows] of batchesOf(examples)) {
    const chosen = batch.map((i) => examples[i]!);
    const reading = read(answerer, chosen, rows);
    const most = longestOf(chosen.map(({ choiceIds }) => choiceIds));
    const length = longestOf(chosen.flatMap(({ choiceIds }) => choiceIds));
    for (let choice = 0; choice < most; choice++) {
      const targets = Array.from({ length: rows }, (_, row) => [
        ...(chosen[row]?.choiceIds[choice] ?? []),
      ]);
      const tensors = targetTensors(targets, start, length);
      const likelihoods = runOnce(
        programs.likelihood,
        { ...reading.inputs, ...tensors },
        "logLikelihood",
      );
      tf.dispose(Object.values(tensors));
      batch.forEach((example, row) => {
        if (choice < examples[example]!.choiceIds.length) {
          scores[example]![choice] = likelihoods[row]!;
        }
      });
    }
    forget(reading);
    yield batch.length;
  }
  return scores;
}

/**
 * Log-likelihood of the classes, batch by batch.
 *
 * @returns for each example the log-likelihood of each class
 */
export function* scoringClasses(
  { model, adapter, classify, longest }: Classifier,
  examples: readonly EncodedExample[],
): Stepwise<number[][]> {
  const scores: number[][] = examples.map(() => []);
  for (const [batch, rows] of batchesOf(examples)) {
    const chosen = batch.map((i) => examples[i]!);
    const inputs = inputTensors(chosen, model.tokens.pad, rows, longest);
    const tensors = { ...inputs, ...adapterTensors(adapter) };
    const likelihoods = Array.from(runOnce(classify, tensors, "logLikelihood"));
    tf.dispose(Object.values(inputs));
    const classes = likelihoods.length / rows;
    batch.forEach((example, row) => {
      scores[example] = likelihoods.slice(row * classes, (row + 1) * classes);
    });
    yield batch.length;
  }
  return scores;
}
