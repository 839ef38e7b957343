/**
 * Writing a file so that it is there whole or not at all.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { isAlive } from "../core/alive.ts";
import { writeAll } from "../core/write_all.ts";

/** Writes a whole file; the store takes it as an argument so that tests can fill the disk. */
export type Writer = (path: string, content: string | Uint8Array) => Promise<void>;

let writes = 0; // tells apart what one process writes at a time

/**
 * Writes text or bytes beside their place, flushes them to the disk and renames the file, so that
 * a reader sees the old file or the new one, also after a power cut. Missing folders are made.
 */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const part = `${path}.${Deno.pid}-${++writes}.part`;
  try {
    using file = await Deno.open(part, { create: true, write: true, truncate: true });
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await writeAll(file, bytes);
    await file.sync();
    await Deno.rename(part, path);
  } catch (error) {
    await Deno.remove(part).catch(() => {}); // the first error is the one to report
    throw error;
  }
}

/** Removes what processes that are gone left half written in the folders of a folder. */
export async function sweepParts(folder: string): Promise<void> {
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  for (const { name, isDirectory } of entries) {
    const path = join(folder, name);
    const pid = name.match(/\.(\d+)(-\d+)?\.part$/)?.[1];
    if (isDirectory) await sweepParts(path);
    else if (pid !== undefined && !isAlive(Number(pid))) await Deno.remove(path).catch(() => {});
  }
}
