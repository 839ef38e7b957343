/**
 * What all methods with a soft prompt share: its length, its first values, its patch.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import * as tf from "../engine/tf.ts";
import { uniform } from "../nn/init.ts";
import type { Patch, Target } from "../sites.ts";
import type { InitContext } from "./method.ts";

/** Configuration of a soft prompt. */
export interface PromptConfig {
  readonly promptLength: number;
  /**
   * What the prompt starts from; one of:
   * - `vocabulary`: embeddings of tokens drawn from the whole vocabulary;
   * - `text`: embeddings of the tokens of `text`, repeated to fill the prompt;
   * - `uniform`: numbers drawn from -0.5 to 0.5.
   */
  readonly init: "vocabulary" | "text" | "uniform";
  readonly text: string;
}

/** Ten tokens from the vocabulary, as most of the paper's tables. */
export const PROMPT_DEFAULTS: PromptConfig = { promptLength: 10, init: "vocabulary", text: "" };

/** Bound of a uniform start: Lester et al. 2021 (arXiv:2104.08691), section 3.2. */
export const UNIFORM_BOUND = 0.5;

/** Name of the random stream of a first prompt. */
const STREAM = "prompt";

/** Why a prompt cannot be made so. */
export function promptObjection(config: PromptConfig): string | undefined {
  if (!["vocabulary", "text", "uniform"].includes(config.init)) {
    return `"init" must be "vocabulary", "text" or "uniform": current value is "${config.init}"`;
  }
  if (config.init === "text" && config.text.trim() === "") {
    return 'init "text" needs a "text" to start from';
  }
  return countObjection("promptLength", config.promptLength);
}

/** Why a number cannot be a size. */
export function countObjection(name: string, value: number): string | undefined {
  if (Number.isInteger(value) && value >= 1) return undefined;
  return `"${name}" must be an integer >= 1: current value is ${value}`;
}

/**
 * Ids of the tokens whose embeddings are the first prompt; undefined where it is drawn as numbers.
 *
 * @param vocab number of embeddings
 * @throws {UsageError} if the tokenizer makes no token of the text
 */
export function startTokens(
  vocab: number,
  { promptLength, init, text }: PromptConfig,
  { rng, encode }: InitContext,
): number[] | undefined {
  if (init === "uniform") return undefined;
  const stream = rng.fork(STREAM);
  const words = init === "text" ? encode(text) : undefined;
  if (words?.length === 0) {
    throw new UsageError(
      `Cannot start a prompt from "${text}": the tokenizer makes no token of it`,
    );
  }
  return Array.from(
    { length: promptLength },
    (_, i) => words ? words[i % words.length]! : stream.integer(vocab),
  );
}

/**
 * Draws a prompt; the caller owns it.
 *
 * @returns `[promptLength, dModel]`
 * @throws {UsageError} as {@linkcode startTokens}
 */
export function initPrompt(
  target: Target,
  config: PromptConfig,
  context: InitContext,
): tf.Tensor2D {
  const ids = startTokens(target.vocabEmbeddings.shape[0], config, context);
  if (ids === undefined) {
    const shape = [config.promptLength, target.dModel];
    return uniform(shape, UNIFORM_BOUND, context.rng.fork(STREAM)) as tf.Tensor2D;
  }
  return tf.tidy(() => tf.gather(target.vocabEmbeddings, tf.tensor1d(ids, "int32")));
}

/** Puts one prompt in front of every example. */
export function promptPatch(prompt: () => tf.Tensor2D): Patch {
  return { prompt: () => tf.expandDims(prompt(), 0) };
}
