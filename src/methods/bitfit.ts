/**
 * BitFit: only the bias terms of the model are trained.
 *
 * @module
 */
import { defineMethod, type Method } from "./method.ts";

/** BitFit has no switches. */
export type BitfitConfig = Record<string, never>;

const isBias = (name: string) => name.endsWith(".bias");

/** BitFit. */
export const bitfit: Method<BitfitConfig> = defineMethod({
  name: "bitfit",
  title: "BitFit",
  version: 1,
  source: "Ben Zaken et al. 2022, BitFit (arXiv:2106.10199), section 3",
  defaults: {},
  objection: ({ base }) =>
    Object.keys(base).some(isBias) ? undefined : "the model has no bias terms",
  init: () => ({}),
  patch: () => ({}),
  trainsBase: isBias,
  countParameters: () => 0,
});
