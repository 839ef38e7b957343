/**
 * A folder whose files are replaced as a whole, while what others put into it stays.
 *
 * @module
 */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { exists } from "./exists.ts";
import { withNewFolder } from "./new_folder.ts";

/** What of a folder may be replaced. */
export interface Replacing {
  /** Whether a folder that is there is one of the kind that is written. */
  readonly mayReplace: (folder: string) => Promise<boolean>;
  /** Whether a file is gone with the old content, even if the new one has none of that name. */
  readonly isOurs: (name: string) => boolean;
  /** Whether a file stays even if the new content has one of that name; absent: none does. */
  readonly isTheirs?: (name: string) => Promise<boolean>;
}

/**
 * Fills a folder, which appears whole or not at all. The place is checked before `fill` begins.
 *
 * @param fill gets the path of the folder that it fills
 * @throws {UsageError} if the place cannot be written, or holds something else
 */
export async function withReplacedFolder<T>(
  folder: string,
  fill: (part: string) => Promise<T>,
  replacing: Replacing,
): Promise<T> {
  const fillAndKeep = async (part: string) => {
    const result = await fill(part);
    if (await exists(folder)) await copyOthers(folder, part, replacing);
    return result;
  };
  return await withNewFolder(folder, fillAndKeep, replacing.mayReplace);
}

async function copyOthers(
  from: string,
  to: string,
  { isOurs, isTheirs }: Replacing,
): Promise<void> {
  for await (const { name } of Deno.readDir(from)) {
    const isReplaced = isOurs(name) || await exists(join(to, name));
    if (isReplaced && !await isTheirs?.(name)) continue;
    await cp(join(from, name), join(to, name), { recursive: true });
  }
}
