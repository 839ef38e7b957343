/**
 * The folder of a model that is pretrained here: it appears whole, or not at all.
 *
 * A folder that holds such a model already is replaced when the new one is done; what the kit did not
 * write into it, such as a model card, stays. Nothing else is ever replaced.
 *
 * @module
 */
import { join } from "node:path";
import { withReplacedFolder } from "../core/replaced_folder.ts";

/** The file that tells such a folder: how the model was made. */
export const LOG_FILE = "training.json";

/**
 * Fills the folder of a model. The place is checked before `fill` begins.
 *
 * @param fill gets the path of the folder that it fills
 * @throws {UsageError} if the place cannot be written, or holds something else
 */
export async function withPretrainedFolder<T>(
  folder: string,
  fill: (part: string) => Promise<T>,
): Promise<T> {
  // every model has the same files, so that none of an older one is left over
  return await withReplacedFolder(folder, fill, { mayReplace: isPretrained, isOurs: () => false });
}

/** Other programs write a `training.json` too; none with the hash of the weights. */
async function isPretrained(folder: string): Promise<boolean> {
  try {
    const log = JSON.parse(await Deno.readTextFile(join(folder, LOG_FILE)));
    return typeof log.weightsSha256 === "string";
  } catch {
    return false; // no such file, or no JSON
  }
}
