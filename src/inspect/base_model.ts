/**
 * A model whose weights stay in their files: what an adapter is measured by.
 *
 * @module
 */
import { type Checkpoint, openCheckpoint } from "../hub/checkpoint.ts";
import type { TensorLocation } from "../hub/safetensors.ts";
import type { Family } from "../models/model.ts";
import { familyOf } from "../models/mod.ts";
import { loadTokenizer, type Tokenizer } from "../text/tokenizer.ts";
import { modelFolder } from "../train/model_folder.ts";

/** An opened model. */
export interface BaseModel {
  readonly id: string;
  readonly family: Family;
  readonly checkpoint: Checkpoint;
  /** Loads the tokenizer, which only prompts need. */
  tokenizer(): Promise<Tokenizer>;
  /** Where the token embeddings lie, `[vocab, dModel]`. */
  readonly embeddings: TensorLocation;
  /** Where a weight lies, by its Hugging Face name; undefined if the model has none of that name. */
  weight(name: string): TensorLocation | undefined;
}

/**
 * Opens a model; no weights are read.
 *
 * @param id `mini`, a folder in Hugging Face layout, or a Hub id
 * @throws {UsageError} if there is no such model, or no family reads it
 * @throws {NotCached} if it must be fetched and cannot be
 */
export async function openBaseModel(
  id: string,
  notice: (line: string) => void,
): Promise<BaseModel> {
  const folder = await modelFolder(id, { notice });
  const checkpoint = await openCheckpoint(folder);
  const family = familyOf(checkpoint.config);
  const names = new Map(
    Object.keys(checkpoint.shapes).map((name) => [family.baseName(name), name]),
  );
  const weight = (name: string) => {
    const found = names.get(family.baseName(name));
    return found === undefined ? undefined : checkpoint.location(found);
  };
  let tokenizer: Promise<Tokenizer> | undefined;
  const embeddings = weight(family.embeddings) ?? checkpoint.location(family.embeddings);
  return {
    id,
    family,
    checkpoint,
    tokenizer: () => tokenizer ??= loadTokenizer(folder),
    embeddings,
    weight,
  };
}
