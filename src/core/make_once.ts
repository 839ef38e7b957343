/**
 * Folders of the cache that are made once, however many processes want them.
 *
 * @module
 */
import { exists } from "./exists.ts";
import { withLock } from "./lock.ts";
import { partsOf, withNewFolder } from "./new_folder.ts";

/** What is said to a process that waits for another one. */
export interface MakeOptions {
  /** What is made, in the words "fetches TensorFlow". */
  readonly does: string;
  /** Where it is said; absent: stderr. */
  readonly notice?: ((line: string) => void) | undefined;
}

/**
 * Fills a folder unless it is there; it appears whole or not at all.
 *
 * A second process waits for the first one. What processes left behind that were killed is removed.
 *
 * @param fill gets the path of the folder that it fills, on the same disk
 */
export async function makeOnce(
  folder: string,
  { does, notice }: MakeOptions,
  fill: (part: string) => Promise<void>,
): Promise<void> {
  if (await exists(folder)) return;
  const says = `Waiting for another process that ${does}`;
  await withLock(`${folder}.lock`, { says, notice }, async () => {
    if (await exists(folder)) return;
    await removeParts(folder);
    await withNewFolder(folder, fill);
  });
}

/** Whoever holds the lock is alone: partial folders are of processes that were killed. */
async function removeParts(folder: string): Promise<void> {
  for (const { path } of await partsOf(folder)) await Deno.remove(path, { recursive: true });
}
