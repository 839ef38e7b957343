/**
 * Prompt tuning through a network without skip connection, the paper's ablation:
 * `layerNorm(up(relu(down(prompt))))`.
 *
 * @module
 */
import { reparameterized } from "./_reparameterized.ts";
import { defineMethod, type Method } from "./method.ts";
import { mlpNetwork, residualPrompt, type ResidualPromptConfig } from "./residual_prompt.ts";

/** Configuration of a prompt behind a network. */
export type MlpPromptConfig = Omit<ResidualPromptConfig, "residual">;

const { residual: _residual, ...defaults } = residualPrompt.defaults;

/** Prompt tuning with an MLP. */
export const mlpPrompt: Method<MlpPromptConfig> = defineMethod({
  name: "mlp_prompt",
  title: "Prompt tuning with MLP",
  version: 1,
  source: "Razdaibiedina et al. 2023 (arXiv:2305.03937), section 4.3, after Li and Liang 2021",
  defaults,
  ...reparameterized<MlpPromptConfig>({
    objection: (dModel, config) => mlpNetwork.objection?.(dModel, withoutSkip(config)),
    init: (dModel, config, rng) => mlpNetwork.init(dModel, withoutSkip(config), rng),
    apply: (prompt, params, config, mode) =>
      mlpNetwork.apply(prompt, params, withoutSkip(config), mode),
    count: (dModel, config) => mlpNetwork.count(dModel, withoutSkip(config)),
  }),
});

function withoutSkip(config: MlpPromptConfig): ResidualPromptConfig {
  return { ...config, residual: false };
}
