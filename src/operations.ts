/**
 * How many floating-point operations runs take, so that runs of a model that was never timed here can
 * be estimated from another model that was.
 *
 * Rough by design: what a run took on this machine replaces it as soon as there is one.
 *
 * @module
 */
import type { RunConfig } from "./lab/run.ts";
import type { ModelSizes } from "./models/sizes.ts";

/** What tells how much there is to read and to answer in a task; assumed where rows are not here. */
interface TaskSize {
  /** Tokens of a typical input with its padding: assumed from the kind of text. */
  readonly tokens: number;
  /** Rows of the validation split. Source: Wang et al. 2019, table 1, and the data's card. */
  readonly validation: number;
}

const TASKS: Readonly<Record<string, TaskSize>> = {
  boolq: { tokens: 192, validation: 3270 },
  cb: { tokens: 128, validation: 56 },
  copa: { tokens: 64, validation: 100 },
  multirc: { tokens: 384, validation: 4848 },
  record: { tokens: 384, validation: 10_000 },
  record_entity: { tokens: 384, validation: 120_000 }, // some twelve entities a question
  rte: { tokens: 128, validation: 277 },
  wic: { tokens: 64, validation: 638 },
  wsc: { tokens: 64, validation: 104 },
  wsc_generate: { tokens: 64, validation: 38 },
};

/** A task of one's own. */
const OTHER: TaskSize = { tokens: 128, validation: 500 };

/** Tokens of a typical answer. */
const ANSWER_TOKENS = 4;

/** Operations of one forward pass of one row; a multiplication and its addition are two. */
export function passOperations(sizes: ModelSizes, inputTokens: number, answerTokens: number) {
  const { encoderLayers, decoderLayers, dModel, inner, dFF, vocab } = sizes;
  const attention = 8 * dModel * inner; // four maps per token
  const feedForward = 4 * dModel * dFF;
  const encoder = encoderLayers * inputTokens *
    (attention + feedForward + 4 * inputTokens * inner);
  if (decoderLayers === 0) return encoder;
  const reads = inputTokens * attention / 2; // keys and values of the encoder's output
  const written = attention * 1.5 + feedForward + 4 * (inputTokens + answerTokens) * inner;
  return encoder + decoderLayers * (reads + answerTokens * written) +
    2 * answerTokens * dModel * vocab;
}

/** Operations of a training step: forward, back to the prompt, and to the weights if they train. */
export function stepOperations(
  sizes: ModelSizes,
  { batch, tokens, full }: { batch: number; tokens: number; full: boolean },
): number {
  return (full ? 3 : 2) * batch * passOperations(sizes, tokens, ANSWER_TOKENS);
}

/** Operations of a whole run: its steps, and an answer for each dev row at each evaluation. */
export function runOperations(config: RunConfig, sizes: ModelSizes): number {
  const { method, methodConfig, task, training, examples } = config;
  const { steps, batchSize, evaluateEvery } = training;
  const { tokens: typical, validation } = TASKS[task] ?? OTHER;
  const tokens = typical + Number(methodConfig.promptLength ?? 0);
  const evaluations = evaluateEvery === null ? 1 : Math.ceil(steps / evaluateEvery);
  const answered = evaluations * Math.min(validation, examples.dev ?? Infinity);
  return steps * stepOperations(sizes, { batch: batchSize, tokens, full: method === "full" }) +
    answered * passOperations(sizes, tokens, ANSWER_TOKENS);
}
