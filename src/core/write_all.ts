/**
 * Writing to an open file.
 *
 * @module
 */

/** Writes all the bytes, in as many calls as it takes: one call may write fewer. */
export async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let n = 0; n < bytes.length;) n += await file.write(bytes.subarray(n));
}
