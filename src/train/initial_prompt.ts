/**
 * Prompt transfer: a training whose first prompt is the one of a trained adapter.
 *
 * As in SPoT (Vu et al. 2022, arXiv:2110.07904, section 2.2): the prompt of a source task is where
 * the prompt of the target task begins. A network that a method puts behind its prompt is fresh.
 *
 * @module
 */
import { hashAdapter } from "../adapters/folder.ts";
import { findAdapter } from "../adapters/place.ts";
import { UsageError } from "../core/errors.ts";
import * as tf from "../engine/tf.ts";
import type { ResolveOptions } from "../hub/resolve.ts";
import type { InitFrom } from "../lab/run.ts";
import { type Adapter, disposeAdapter } from "./adapter.ts";
import type { LoadedModel } from "./load.ts";
import { loadAdapter } from "./load_adapter.ts";

/** Name of a soft prompt among the parameters of a method. */
const PROMPT = "prompt";

/**
 * Names an adapter so that a run is bound to its content.
 *
 * @param named its folder, or an id of the Hub, which gets its commit
 * @throws {UsageError} if there is no such adapter
 * @throws {NotCached} if it must be fetched and cannot be
 */
export async function pinAdapter(named: string, options: ResolveOptions = {}): Promise<InitFrom> {
  const { folder, name } = await findAdapter(named, options);
  return { adapter: name, sha256: await hashAdapter(folder) };
}

/**
 * Reads the prompt of an adapter; the caller owns it.
 *
 * @returns `[promptLength, dModel]`
 * @throws {UsageError} if the adapter is not the one that was named, belongs to another model, or is
 *   something else than a soft prompt
 */
export async function loadInitialPrompt(
  { adapter: named, sha256 }: InitFrom,
  loaded: LoadedModel,
): Promise<tf.Tensor> {
  const { folder } = await findAdapter(named);
  const found = await hashAdapter(folder);
  if (found !== sha256) {
    throw new UsageError(
      `Cannot start from adapter "${folder}": its tensors must have SHA-256 ${sha256} as when ` +
        `the run was named: they have ${found}`,
    );
  }
  const adapter = await loadAdapter(folder, loaded);
  try {
    return tf.keep(tf.clone(promptOf(adapter, folder)));
  } finally {
    disposeAdapter(adapter);
  }
}

function promptOf({ method, params }: Adapter, folder: string): tf.Tensor {
  const { [PROMPT]: prompt, ...others } = params;
  if (prompt !== undefined && Object.keys(others).length === 0) return prompt;
  throw new UsageError(
    `Cannot start from adapter "${folder}": it must be a soft prompt alone: it is "${method.name}"`,
  );
}

/**
 * Puts another first prompt into a fresh adapter, whose own one is freed; both are the caller's.
 *
 * @param folder where the prompt is from, for the error
 * @throws {UsageError} if the method trains no prompt, or makes it of other parameters, or one of another
 *   length
 */
export function withInitialPrompt(fresh: Adapter, prompt: tf.Tensor, folder: string): Adapter {
  const { [PROMPT]: own, ...network } = fresh.params;
  if (own === undefined) {
    throw new UsageError(
      `Cannot start "${fresh.method.name}" from adapter "${folder}": it trains no prompt directly`,
    );
  }
  const [length] = prompt.shape;
  if (length !== own.shape[0]) {
    throw new UsageError(
      `Cannot start "${fresh.method.name}" from adapter "${folder}": promptLength must be ` +
        `${length} as there: it is ${own.shape[0]}`,
    );
  }
  own.dispose();
  return { ...fresh, params: { [PROMPT]: tf.keep(tf.clone(prompt)), ...network } };
}
