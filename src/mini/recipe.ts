/**
 * How the mini model is made, as data: its size, the stages of its corpus and its optimizer.
 *
 * The choice that mattered most in trials is Adafactor with steps in proportion to each parameter's
 * size, as T5 was trained. On one and the same corpus it judged happenings and homographs right
 * after 2000 steps (0.84 and 0.99), where AdamW with a threefold rate for embeddings and a
 * twentyfold one for position biases was at 0.57 and 0.65. Two more choices came along and were not
 * tried one by one: one-word exercises that sort the words into classes (`recall`, `interpret`,
 * `identify`), and stories of which half say the same of different people, so that the kind of an
 * answer does not give it away.
 *
 * Expect the yes/no abilities to stay at chance for long and to rise suddenly, in trials between
 * steps 2500 and 4000.
 *
 * @module
 */

import type { DocumentKind } from "./documents.ts";
import type { Difficulty } from "./exercises.ts";
import { END_ID, PAD_ID, PIECES } from "./vocabulary.ts";

/** What the model practises by instructions. */
export type Ability =
  | "recall"
  | "interpret"
  | "identify"
  | "verify"
  | "judge"
  | "classify"
  | "find"
  | "grade"
  | "complete"
  | "link"
  | "explain"
  | "compare"
  | "resolve";

/** A stretch of pretraining with one mixture of examples. */
export interface Stage {
  /** Optimizer steps of the stage. */
  readonly steps: number;
  /** How much of each ability there is among the instructions. */
  readonly abilities: Readonly<Partial<Record<Ability, number>>>;
  /** The share of documents with hidden spans; the rest are instructions. */
  readonly documentShare: number;
  /** How much of each kind there is among the documents. */
  readonly documents: Readonly<Partial<Record<DocumentKind, number>>>;
  /** The share of a document's tokens that is hidden. */
  readonly corruption: number;
  readonly difficulty: Difficulty;
  /**
   * The share of examples that get random words in front, which keeps long prompts within the
   * lengths the model knows.
   */
  readonly prefixShare: number;
  /** The most random words in front. */
  readonly longestPrefix: number;
}

/**
 * What the residual stream is multiplied by after pretraining, which leaves the function as it is
 * (`models/t5/rescale.ts`): the embeddings come out of our pretraining with a standard deviation of
 * 1.3, while those of T5 have 11.6 (T5 1.1 Small,
 * https://github.com/huggingface/transformers/pull/26441). In these units the paper's learning rate
 * of 0.3, a start in [-0.5, 0.5] and the unit variance that the residual network adds to a prompt
 * mean the same as on T5.
 */
export const STREAM_SCALE = 8;

/**
 * `config.json` of the model: T5 1.0, small. Fresh weights are drawn as transformers draws them.
 */
export const MODEL_CONFIG = {
  architectures: ["T5ForConditionalGeneration"],
  model_type: "t5",
  vocab_size: PIECES.length,
  d_model: 96,
  d_kv: 32,
  d_ff: 384,
  num_heads: 3,
  num_layers: 3,
  num_decoder_layers: 2,
  relative_attention_num_buckets: 32,
  relative_attention_max_distance: 128,
  feed_forward_proj: "relu",
  tie_word_embeddings: true,
  dropout_rate: 0,
  layer_norm_epsilon: 1e-6,
  is_encoder_decoder: true,
  pad_token_id: PAD_ID,
  eos_token_id: END_ID,
  decoder_start_token_id: PAD_ID,
} as const;

/**
 * The optimizer: Adafactor whose step is in proportion to the root mean square of each parameter
 * (`scaleParameter`, at least 1e-3), without momentum and weight decay. The loss is the mean over
 * all target tokens of a batch.
 */
export const OPTIMIZER = {
  learningRate: 0.01,
  /**
   * Examples of a step; examples of like length should stand together, as few have long random
   * prefixes.
   */
  batchSize: 64,
  /** The norm to which the gradient of all parameters together is clipped first. */
  clipNorm: 1,
  warmupSteps: 300,
  /** Up to this share of all steps the learning rate is constant, then it falls linearly. */
  constantShare: 0.6,
} as const;

const DOCUMENTS = {
  retelling: 3,
  happening: 2,
  sense: 1.5,
  topic: 1,
  pronoun: 1.5,
  category: 2,
  list: 1,
};

/** The stages in order. */
export const STAGES: readonly Stage[] = [
  {
    steps: 1500,
    abilities: {
      recall: 1,
      find: 3,
      complete: 1.5,
      verify: 2,
      grade: 2,
      link: 1,
      interpret: 0.5,
      compare: 0.5,
      identify: 0.5,
      resolve: 0.5,
    },
    documentShare: 0.08,
    documents: DOCUMENTS,
    corruption: 0.15,
    difficulty: { facts: [1, 2, 2], rephrased: 0 },
    prefixShare: 0,
    longestPrefix: 0,
  },
  {
    steps: 3000,
    abilities: {
      recall: 0.5,
      find: 1,
      complete: 1.5,
      verify: 2,
      judge: 2,
      classify: 1.5,
      grade: 1.5,
      link: 1,
      explain: 2,
      interpret: 0.3,
      compare: 0.7,
      identify: 0.5,
      resolve: 1,
    },
    documentShare: 0.1,
    documents: DOCUMENTS,
    corruption: 0.15,
    difficulty: { facts: [1, 2, 2, 3], rephrased: 0.1 },
    prefixShare: 0,
    longestPrefix: 0,
  },
  {
    steps: 3500,
    abilities: {
      recall: 0.2,
      find: 1,
      complete: 2,
      verify: 2,
      judge: 2.5,
      classify: 2,
      grade: 1.5,
      link: 0.3,
      explain: 1,
      interpret: 0.2,
      compare: 0.7,
      identify: 0.3,
      resolve: 1,
    },
    documentShare: 0.1,
    documents: DOCUMENTS,
    corruption: 0.15,
    difficulty: { facts: [1, 2, 2, 3, 4], rephrased: 0.2 },
    prefixShare: 0.12,
    longestPrefix: 140,
  },
];
