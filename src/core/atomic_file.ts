/**
 * A file that appears whole or not at all.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { isAlive } from "./alive.ts";
import { writeAll } from "./write_all.ts";

let files = 0; // tells apart what one process writes at a time

/**
 * Fills a file beside its place, flushes it to the disk and renames it, so that a reader sees the
 * old file or the new one, also after a power cut. What fails leaves no trace.
 */
export async function fillAtomically(
  path: string,
  fill: (file: Deno.FsFile) => Promise<void>,
): Promise<void> {
  const part = `${path}.${Deno.pid}-${++files}.part`;
  try {
    using file = await Deno.open(part, { create: true, write: true, truncate: true });
    await fill(file);
    await file.sync();
    await Deno.rename(part, path);
  } catch (error) {
    await Deno.remove(part).catch(() => {}); // the first error is the one to report
    throw error;
  }
}

/** Writes text or bytes as {@linkcode fillAtomically} does. Missing folders are made. */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  await fillAtomically(path, (file) => writeAll(file, bytes));
}

/** Removes what processes that are gone left half written in a folder and those within. */
export async function sweepParts(folder: string): Promise<void> {
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  for (const { name, isDirectory } of entries) {
    const path = join(folder, name);
    const pid = name.match(/\.(\d+)(-\d+)?\.part$/)?.[1];
    if (isDirectory) await sweepParts(path);
    else if (pid !== undefined && !isAlive(Number(pid))) await Deno.remove(path).catch(() => {});
  }
}
