/**
 * Files of strangers, read by position.
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

/** The error of a file that cannot be used. */
export function unreadable(file: string, fault: string): UsageError {
  return new UsageError(`Cannot read "${file}": ${fault}`);
}
