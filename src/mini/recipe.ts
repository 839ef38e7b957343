/**
 * How the mini model is made, as data.
 *
 * @module
 */

import type { DocumentKind } from "./documents.ts";
import type { Difficulty } from "./exercises.ts";

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
  | "restore"
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
  /** The share of examples that get random words in front, which keeps long prompts within the lengths the model knows. */
  readonly prefixShare: number;
  /** The most random words in front. */
  readonly longestPrefix: number;
}

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
      recall: 0.7,
      restore: 3,
      find: 2,
      complete: 1,
      verify: 2,
      grade: 2,
      link: 1,
      interpret: 0.4,
      compare: 0.6,
      identify: 0.5,
      resolve: 0.5,
    },
    documentShare: 0.08,
    documents: DOCUMENTS,
    corruption: 0.15,
    difficulty: { facts: [1, 2, 2, 3], rephrased: 0 },
    prefixShare: 0,
    longestPrefix: 0,
  },
  {
    steps: 3000,
    abilities: {
      recall: 0.3,
      restore: 1,
      verify: 2,
      judge: 2,
      classify: 1.5,
      grade: 1.5,
      find: 1,
      complete: 1.5,
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
    steps: 4500,
    abilities: {
      recall: 0.2,
      restore: 0.5,
      verify: 2,
      judge: 2,
      classify: 1.5,
      grade: 1.5,
      find: 0.5,
      complete: 1.5,
      link: 0.5,
      explain: 1.5,
      interpret: 0.2,
      compare: 0.7,
      identify: 0.5,
      resolve: 1.5,
    },
    documentShare: 0.1,
    documents: DOCUMENTS,
    corruption: 0.15,
    difficulty: { facts: [1, 2, 2, 3, 4], rephrased: 0.2 },
    prefixShare: 0.12,
    longestPrefix: 110,
  },
];
