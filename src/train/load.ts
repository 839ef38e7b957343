/**
 * Loading a model: folder or Hub id to weights on the device and a tokenizer.
 *
 * @module
 */
import type { Session } from "../engine/engine.ts";
import { openCheckpoint } from "../hub/checkpoint.ts";
import { resolveModel } from "../hub/resolve.ts";
import type { Family, Model } from "../models/model.ts";
import { FAMILIES } from "../models/mod.ts";
import { loadTokenizer } from "../text/tokenizer.ts";
import type { Encoder } from "./encode.ts";

/** A model ready to use. */
export interface LoadedModel {
  readonly id: string;
  readonly model: Model;
  readonly tokenizer: Encoder & { readonly words: (text: string) => number[] };
  /** Longest input in tokens that the model is meant for. */
  readonly maxLength: number;
  /** SHA-256 of the weights. */
  readonly hash: string;
}

/**
 * Loads a model.
 *
 * @param id `mini`, a folder in Hugging Face layout, or a Hub id
 * @throws {UsageError} if no family reads the checkpoint
 */
export async function loadModel(id: string, session: Session): Promise<LoadedModel> {
  const folder = await resolveModel(id);
  const checkpoint = await openCheckpoint(folder);
  const family = familyOf(checkpoint.config, id);
  const model = await family.load({
    config: checkpoint.config,
    shapes: checkpoint.shapes,
    load: async (name) => session.upload(await checkpoint.read(name), checkpoint.shapes[name]!),
  });
  const tokenizer = await loadTokenizer(folder);
  return {
    id,
    model,
    tokenizer: {
      encode: (text) => tokenizer.encode(text),
      decode: (ids) => tokenizer.decode([...ids]),
      words: (text) => tokenizer.encode(text, { addSpecialTokens: false }),
    },
    maxLength: Number(checkpoint.config.n_positions ?? 512),
    hash: await checkpoint.hash(),
  };
}

function familyOf(config: Readonly<Record<string, unknown>>, id: string): Family {
  const family = Object.values(FAMILIES).find((candidate) => candidate.matches(config));
  if (family) return family;
  const known = Object.keys(FAMILIES).join(", ");
  throw new TypeError(
    `Cannot load "${id}": its config.json has model_type "${config.model_type}": known are ${known}`,
  );
}
