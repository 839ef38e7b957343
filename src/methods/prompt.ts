/**
 * Prompt tuning: trained embeddings in front of the input, and nothing else.
 *
 * Keeps and adds `promptLength * dModel` numbers.
 *
 * @module
 */
import type { Tensor2D } from "../engine/tf.ts";
import {
  initPrompt,
  PROMPT_DEFAULTS,
  type PromptConfig,
  promptObjection,
  promptPatch,
} from "./_prompt_init.ts";
import { defineMethod, type Method } from "./method.ts";

/** Prompt tuning. */
export const prompt: Method<PromptConfig> = defineMethod({
  name: "prompt",
  title: "Prompt tuning",
  version: 1,
  source: "Lester et al. 2021, The Power of Scale for Parameter-Efficient Prompt Tuning, section 2",
  defaults: PROMPT_DEFAULTS,
  objection: (_target, config) => promptObjection(config),
  init: (target, config, context) => ({ prompt: initPrompt(target, config, context) }),
  patch: (params) => promptPatch(() => params.prompt as Tensor2D),
  countParameters: ({ dModel }, { promptLength }) => promptLength * dModel,
});
