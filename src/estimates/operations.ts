/**
 * How many floating-point operations runs take, so that runs of a model that was never timed here can
 * be estimated from another model that was.
 *
 * Rough by design: what a run took on this machine replaces it as soon as there is one.
 *
 * @module
 */
import type { RunConfig } from "../lab/run.ts";
import { taskSize } from "../lab/task_size.ts";
import type { ModelSizes } from "../models/sizes.ts";

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
  const { method, methodConfig, training, examples } = config;
  const { steps, batchSize, evaluateEvery } = training;
  const { tokens: typical, validation } = taskSize(config);
  const tokens = typical + Number(methodConfig.promptLength ?? 0);
  const evaluations = evaluateEvery === null ? 1 : Math.ceil(steps / evaluateEvery);
  const answered = evaluations * Math.min(validation, examples.dev ?? Infinity);
  const made = method === "frozen" ? 0 : steps;
  return made * stepOperations(sizes, { batch: batchSize, tokens, full: method === "full" }) +
    answered * passOperations(sizes, tokens, ANSWER_TOKENS);
}
