/**
 * A file that appears whole or not at all.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { isSameFile, tryLock } from "./lock.ts";
import { writeAll } from "./write_all.ts";

/** Ends the name of a file that is being filled. */
const PART = ".part";

/**
 * Fills a file beside its place, flushes it to the disk and renames it, so that a reader sees the
 * old file or the new one, also after a power cut. What fails leaves no trace.
 *
 * The file is locked while it is filled, which tells it from what a killed process left, whether the
 * processes are of one machine or share a disk over a network.
 */
export async function fillAtomically(
  path: string,
  fill: (file: Deno.FsFile) => Promise<void>,
): Promise<void> {
  const part = `${path}.${crypto.randomUUID()}${PART}`;
  try {
    using file = await openLocked(part);
    await fill(file);
    await file.sync();
    await Deno.rename(part, path);
  } catch (error) {
    await Deno.remove(part).catch(() => {}); // the first error is the one to report
    throw error;
  }
}

/** Makes a file and locks it; if a sweep came in between and took it for abandoned, again. */
async function openLocked(part: string): Promise<Deno.FsFile> {
  for (;;) {
    const file = await Deno.open(part, { createNew: true, write: true });
    await file.lock(true).catch(() => {}); // a disk without locks: nothing is swept there
    if (await isSameFile(file, part)) return file;
    file.close();
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
    if (isDirectory) await sweepParts(path);
    else if (name.endsWith(PART)) await removeAbandoned(path);
  }
}

/** Removes a file unless somebody holds its lock; letting go of a lock removes its file. */
async function removeAbandoned(path: string): Promise<void> {
  const lock = await tryLock(path).catch(() => undefined);
  await lock?.release();
}
