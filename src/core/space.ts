/**
 * Room on the disk.
 *
 * @module
 */
import { statfs } from "node:fs/promises";
import { cacheDir } from "./paths.ts";

/** Whether the text of an error says that the disk is full, or the user's share of it. */
export function isDiskFull(message: string): boolean {
  return /no space left|ENOSPC|os error 28|quota exceeded|EDQUOT/i.test(message);
}

/**
 * Checks that a folder of the cache has room.
 *
 * @throws {Error} saying how much must be free and how much is
 */
export async function checkSpace(folder: string, neededBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = Number(bavail) * Number(bsize);
  if (free >= neededBytes) return;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new Error(
    `${gigabytes(neededBytes)} must be free in "${cacheDir()}": ${
      gigabytes(free)
    } are: free some or set KIT_CACHE to a larger disk`,
  );
}
