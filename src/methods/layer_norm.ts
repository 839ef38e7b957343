/**
 * Layer-norm tuning: only gains and, where there are any, shifts of the normalisations are trained.
 *
 * @module
 */
import { defineMethod, type Method } from "./method.ts";

/** Layer-norm tuning has no switches. */
export type LayerNormConfig = Record<string, never>;

/** Layer-norm tuning. */
export const layerNormTuning: Method<LayerNormConfig> = defineMethod({
  name: "layer_norm",
  title: "Layer-norm tuning",
  version: 1,
  source: "Zhao et al. 2023, Tuning LayerNorm in Attention (arXiv:2312.11420), section 3",
  defaults: {},
  init: () => ({}),
  patch: () => ({}),
  trainsBase: (name) => /norm\.(weight|bias)$/i.test(name),
  countParameters: () => 0,
});
