/**
 * The files in the folder of an adapter: which are ours, and how they are replaced.
 *
 * @module
 */
import { join } from "node:path";
import { isFile } from "../core/exists.ts";
import { hashFile } from "../core/hash.ts";
import { freePlace } from "../core/new_folder.ts";
import { withReplacedFolder } from "../core/replaced_folder.ts";
import { PEFT_CONFIG } from "../hub/peft_folder.ts";
import { CARD } from "./card.ts";
import { FORMATS, isAdapterFolder, KIT, readKit, TRAINING_FILE } from "./folder.ts";

/** Files of a checkpoint besides its weights, as far as it has them. */
export const COMPANIONS: readonly string[] = [
  "config.json",
  "generation_config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "chat_template.jinja",
  "spiece.model",
  "vocab.txt",
];

/** Names of all files that we write into the folder of an adapter, of whatever format. */
export const OURS: readonly string[] = [
  ...[CARD, KIT, TRAINING_FILE, PEFT_CONFIG],
  ...Object.keys(FORMATS),
  ...COMPANIONS,
];

/**
 * Fills the folder of an adapter, which appears whole or not at all. An older adapter is replaced when
 * the new one is done; what others put into its folder stays, as does a model card that is not as the
 * kit wrote it.
 *
 * @param fill gets the path of the folder that it fills
 * @throws {UsageError} if the place cannot be written, or holds something other than an adapter
 */
export async function withAdapterFolder<T>(
  folder: string,
  fill: (part: string) => Promise<T>,
): Promise<T> {
  return await withReplacedFolder(folder, fill, {
    mayReplace: isAdapterFolder,
    isOurs: (name) => OURS.includes(name),
    isTheirs: async (name) => name === CARD && !await isOurCard(folder),
  });
}

/**
 * Checks that an adapter may be written into a folder, before it is trained.
 *
 * @throws {UsageError} if the folder holds something else
 */
export async function checkAdapterPlace(folder: string): Promise<void> {
  await freePlace(folder, isAdapterFolder);
}

/** Whether the model card in the folder of an adapter is as the kit wrote it; false if there is none. */
export async function isOurCard(folder: string): Promise<boolean> {
  const path = join(folder, CARD);
  return await isFile(path) && await hashFile(path) === (await readKit(folder)).card;
}
