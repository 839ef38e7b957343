/**
 * Room on the disk.
 *
 * @module
 */
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { cacheDir } from "./paths.ts";

/** Whether the text of an error says that the disk is full, or the user's share of it. */
export function isDiskFull(message: string): boolean {
  return /no space left|ENOSPC|os error 28|quota exceeded|EDQUOT/i.test(message);
}

/** Free bytes where a folder is, or would be. */
export async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    if (dirname(folder) === folder) throw error;
    return await freeBytes(dirname(folder)); // not there yet
  }
}

/**
 * Checks that a folder of the cache has room.
 *
 * @throws {Error} saying how much must be free and how much is
 */
export async function checkSpace(folder: string, neededBytes: number): Promise<void> {
  const free = await freeBytes(folder);
  if (free >= neededBytes) return;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new Error(
    `${gigabytes(neededBytes)} must be free in "${cacheDir()}": ${
      gigabytes(free)
    } are: free some or set KIT_CACHE to a larger disk`,
  );
}
