/**
 * Full fine-tuning: every weight of the model is trained, nothing is added.
 *
 * @module
 */
import { defineMethod, type Method } from "./method.ts";

/** Full fine-tuning has no switches. */
export type FullConfig = Record<string, never>;

/** Full fine-tuning. */
export const full: Method<FullConfig> = defineMethod({
  name: "full",
  title: "Fine-tuning",
  version: 1,
  source: "Raffel et al. 2020 (arXiv:1910.10683), section 2.1",
  defaults: {},
  init: () => ({}),
  patch: () => ({}),
  trainsBase: () => true,
  countParameters: () => 0,
});
