/**
 * One training at a time for a folder.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { tryLock } from "../core/lock.ts";

/**
 * Does work for a folder that no other process works for: two trainings would write one checkpoint
 * in turn.
 *
 * @throws {UsageError} if another one is at it
 */
export async function alone<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = await tryLock(`${folder.replace(/[\\/]+$/, "")}.lock`);
  if (lock === undefined) {
    throw new UsageError(
      `Cannot train for "${folder}": another training for it is under way: wait until it has ended, ` +
        "or choose another folder",
    );
  }
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
