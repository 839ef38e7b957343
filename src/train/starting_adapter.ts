/**
 * The adapter with which a training starts.
 *
 * @module
 */
import type { Rng } from "../core/rng.ts";
import type { RunConfig } from "../lab/run.ts";
import { type Adapter, disposeAdapter, initAdapter } from "./adapter.ts";
import type { RunData } from "./data.ts";
import { classesOf } from "./head.ts";
import { loadInitialPrompt, withInitialPrompt } from "./initial_prompt.ts";
import type { LoadedModel } from "./load.ts";

interface Setting {
  readonly loaded: LoadedModel;
  readonly data: RunData;
  readonly config: RunConfig;
}

/**
 * Makes a fresh adapter, with the prompt of another one where the configuration names one; the caller
 * owns its tensors.
 *
 * @throws {UsageError} if the method does not fit the model, or the prompt the method
 */
export async function startingAdapter(setting: Setting, rng: Rng): Promise<Adapter> {
  const { loaded, config: { initFrom } } = setting;
  if (initFrom === undefined) return freshAdapter(setting, rng);
  const prompt = await loadInitialPrompt(initFrom, loaded);
  const fresh = freshAdapter(setting, rng);
  try {
    return withInitialPrompt(fresh, prompt, initFrom.adapter);
  } catch (error) {
    disposeAdapter(fresh);
    throw error;
  } finally {
    prompt.dispose();
  }
}

function freshAdapter({ loaded, data, config }: Setting, rng: Rng): Adapter {
  const { model, tokenizer } = loaded;
  const classes = model.kind === "classifier"
    ? { classes: classesOf(data.task.name, [...data.train, ...data.dev, ...data.test]) }
    : {};
  return initAdapter(model, config.method, config.methodConfig, {
    rng,
    encode: tokenizer.words,
    ...classes,
  });
}
