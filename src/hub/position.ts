/**
 * Files of strangers, read by position; files of our own, written to the end.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";

/**
 * Opens a file.
 *
 * @throws {UsageError} if it cannot be opened
 */
export async function openFile(file: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(file);
  } catch (error) {
    throw unreadable(file, (error as Error).message);
  }
}

/**
 * Reads exactly `length` bytes.
 *
 * @throws {Error} if the file ends before
 */
export async function readAt(
  handle: Deno.FsFile,
  offset: number,
  length: number,
): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  await handle.seek(offset, Deno.SeekMode.Start);
  for (let filled = 0; filled < length;) {
    const count = await handle.read(bytes.subarray(filled));
    if (count === null) throw new Error(`${length - filled} bytes are missing`);
    filled += count;
  }
  return bytes.buffer;
}

/** Writes all the bytes, in as many calls as it takes. */
export async function writeAll(handle: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let n = 0; n < bytes.length;) n += await handle.write(bytes.subarray(n));
}

/** The error of a file that cannot be used. */
export function unreadable(file: string, fault: string): UsageError {
  return new UsageError(`Cannot read "${file}": ${fault}`);
}
