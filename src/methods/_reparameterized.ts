/**
 * Prompts that go through a network in training, and are a plain prompt afterwards.
 *
 * @module
 */
import type { Rng } from "../core/rng.ts";
import type { Tensors } from "../engine/engine.ts";
import * as tf from "../engine/tf.ts";
import type { Mode } from "../sites.ts";
import { initPrompt, type PromptConfig, promptObjection, promptPatch } from "./_prompt_init.ts";
import type { Method } from "./method.ts";
import { prompt } from "./prompt.ts";

/** A network from prompt to prompt. */
export interface PromptNetwork<Config> {
  /** Why it cannot be built so. */
  objection?(dModel: number, config: Config): string | undefined;
  /** Fresh parameters; the caller owns them. */
  init(dModel: number, config: Config, rng: Rng): Tensors;
  /** `[promptLength, dModel]` to `[promptLength, dModel]` */
  apply(prompt: tf.Tensor2D, params: Tensors, config: Config, mode: Mode): tf.Tensor2D;
  /** Numbers in its parameters. */
  count(dModel: number, config: Config): number;
}

/** The parts of a method that follow from its network. */
type NetworkParts<Config extends object> = Required<
  Pick<Method<Config>, "objection" | "init" | "patch" | "fold" | "countParameters">
>;

/** Makes the parts of a method: a free prompt named `prompt`, and the network's parameters. */
export function reparameterized<Config extends PromptConfig>(
  network: PromptNetwork<Config>,
): NetworkParts<Config> {
  const apply = (params: Tensors, config: Config, mode: Mode) =>
    network.apply(params.prompt as tf.Tensor2D, params, config, mode);
  return {
    objection: ({ dModel }, config) =>
      promptObjection(config) ?? network.objection?.(dModel, config),
    init: (target, config, context) => ({
      prompt: initPrompt(target, config, context),
      ...network.init(target.dModel, config, context.rng.fork("network")),
    }),
    patch: (params, config, mode) => promptPatch(() => apply(params, config, mode)),
    fold: (params, config) => ({
      method: prompt.name,
      config: { promptLength: config.promptLength, init: config.init, text: config.text },
      params: { prompt: tf.tidy(() => apply(params, config, {})) },
    }),
    countParameters: ({ dModel }, config) =>
      config.promptLength * dModel + network.count(dModel, config),
  };
}
