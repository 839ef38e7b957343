/**
 * Writing a file so that it is there whole or not at all.
 *
 * @module
 */
import { dirname } from "node:path";

/** Writes a whole file; the store takes it as an argument so that tests can fill the disk. */
export type Writer = (path: string, content: string | Uint8Array) => Promise<void>;

let writes = 0; // tells apart what one process writes at a time

/**
 * Writes text or bytes beside their place, flushes them to the disk and renames the file, so that
 * a reader sees the old file or the new one, also after a power cut. Missing folders are made.
 */
export async function writeAtomically(path: string, text: string | Uint8Array): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const part = `${path}.${Deno.pid}-${++writes}.part`;
  try {
    using file = await Deno.open(part, { create: true, write: true, truncate: true });
    const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    await file.sync();
    await Deno.rename(part, path);
  } catch (error) {
    await Deno.remove(part).catch(() => {}); // the first error is the one to report
    throw error;
  }
}
