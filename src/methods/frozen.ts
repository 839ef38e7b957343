/**
 * The model as it is: what it answers without any training, zero-shot.
 *
 * A row to read the others by. Its runs make no step, and all seeds give the same answers.
 *
 * @module
 */
import { defineMethod, type Method } from "./method.ts";

/** Nothing is trained, and nothing can be set. */
export type FrozenConfig = Record<string, never>;

/** The frozen model. */
export const frozen: Method<FrozenConfig> = defineMethod({
  name: "frozen",
  title: "Frozen model",
  version: 1,
  source: "Brown et al. 2020 (arXiv:2005.14165), section 2: zero-shot",
  learningRate: 1, // without a meaning, as no step is made
  defaults: {},
  objection: ({ sites }) =>
    sites.some(({ name }) => name.startsWith("decoder."))
      ? undefined
      : 'a classifier has a head that must be trained: choose "head"',
  init: () => ({}),
  patch: () => ({}),
  countParameters: () => 0,
});
