/**
 * The head of a classifier alone: what a frozen model tells without any adaptation.
 *
 * The head is trained with every method; here nothing else is.
 *
 * @module
 */
import { defineMethod, type Method } from "./method.ts";

/** The head alone has no switches. */
export type HeadConfig = Record<string, never>;

/** The head alone. */
export const head: Method<HeadConfig> = defineMethod({
  name: "head",
  title: "Head alone",
  version: 1,
  source: "Alain and Bengio 2017, linear classifier probes (arXiv:1610.01644), section 3",
  defaults: {},
  objection: ({ sites }) =>
    sites.some(({ name }) => name.startsWith("decoder."))
      ? "the model writes its answers and has no head"
      : undefined,
  init: () => ({}),
  patch: () => ({}),
  countParameters: () => 0,
});
