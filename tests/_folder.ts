/**
 * A folder for the files of a test.
 *
 * @module
 */

/** Calls `work` with a temporary folder, which is gone afterwards. */
export async function inTempFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "kit-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
