/**
 * Room on the disk of the kit's cache.
 *
 * @module
 */
import { statfs } from "node:fs/promises";
import { cacheDir } from "./paths.ts";

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
