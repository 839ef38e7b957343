/**
 * The methods by name.
 *
 * To add one, write `src/methods/<name>.ts` with one `defineMethod({...})` and add its line here:
 * the command line, the trainer and the conformance tests find it by itself.
 *
 * @module
 */
import { adept } from "./adept.ts";
import { bitfit } from "./bitfit.ts";
import { dept } from "./dept.ts";
import { frozen } from "./frozen.ts";
import { full } from "./full.ts";
import { head } from "./head.ts";
import { ia3 } from "./ia3.ts";
import { layerNormTuning } from "./layer_norm.ts";
import { lora } from "./lora.ts";
import { lowRankPrompt } from "./low_rank_prompt.ts";
import { lstmPrompt } from "./lstm_prompt.ts";
import type { AnyMethod } from "./method.ts";
import { mlpPrompt } from "./mlp_prompt.ts";
import { prefix } from "./prefix.ts";
import { prompt } from "./prompt.ts";
import { residualPrompt } from "./residual_prompt.ts";
import { scaledResidualPrompt } from "./scaled_residual_prompt.ts";
import { superposPrompt } from "./superpos_prompt.ts";

/** All methods: those of the paper first, then later prompts, then other neighbours. */
export const METHODS = {
  prompt,
  residual_prompt: residualPrompt,
  mlp_prompt: mlpPrompt,
  lstm_prompt: lstmPrompt,
  full,
  low_rank_prompt: lowRankPrompt,
  superpos_prompt: superposPrompt,
  scaled_residual_prompt: scaledResidualPrompt,
  dept,
  adept,
  prefix,
  lora,
  ia3,
  bitfit,
  layer_norm: layerNormTuning,
  head,
  frozen,
} as const satisfies Readonly<Record<string, AnyMethod>>;

/** Name of a method. */
export type MethodName = keyof typeof METHODS;
