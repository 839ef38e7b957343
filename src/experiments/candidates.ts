/**
 * What is compared on dev before a cell is reported; lists with one candidate choose nothing.
 *
 * @module
 */

/** Candidates that are compared on dev. */
export interface Candidates {
  readonly learningRates: readonly number[];
  readonly inits: readonly string[];
}

/**
 * The paper's own settings: one learning rate and one initialisation for all. They hold at the mini
 * tier too, whose model is in T5's units (`mini/recipe.ts`).
 */
const PUBLISHED: Candidates = { learningRates: [0.3], inits: ["vocabulary"] };

/** The paper's recipe of every method. */
export const RECIPE: Readonly<Record<string, Candidates>> = {
  prompt: PUBLISHED,
  mlp_prompt: PUBLISHED,
  lstm_prompt: PUBLISHED,
  residual_prompt: PUBLISHED,
  full: { learningRates: [3e-4], inits: [] },
};
