/**
 * The file of rows, with its note.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { fillAtomically } from "../core/atomic_file.ts";
import { UsageError } from "../core/errors.ts";
import { exists } from "../core/exists.ts";
import { hashFile } from "../core/hash.ts";
import { isDiskFull } from "../core/space.ts";
import { writeAll } from "../core/write_all.ts";
import { notePath, type SourceNote, writeNote } from "./note.ts";
import type { PreparedRow } from "./rows.ts";

/**
 * Checks that a file and its note can be written, before work begins. Where both are there, the rows
 * decide: see {@linkcode writeRows}.
 *
 * @throws {UsageError} if one is there already without the other, or the name is not that of a file of rows
 */
export async function checkPlace(out: string): Promise<void> {
  if (!out.endsWith(".jsonl")) {
    throw new UsageError(`Cannot write "${out}": its name must end in .jsonl`);
  }
  const places = [out, notePath(out)];
  const there = await Array.fromAsync(places, exists);
  if (there[0] !== there[1]) throw isThere(places[there.indexOf(true)]!);
  await Deno.mkdir(dirname(out), { recursive: true }).catch((cause: Error) => {
    throw new UsageError(`Cannot write "${out}": ${cause.message}`, { cause });
  });
}

/** That a file is there which is not replaced. */
function isThere(path: string, what = ""): UsageError {
  return new UsageError(
    `Cannot write "${path}": it is there already${what}: remove it, or choose another with --out`,
  );
}

/** Rows that are written at once. */
const AT_ONCE = 1000;

/**
 * Writes rows, a line each, and the note beside them; both are there, each whole, or neither. The same rows
 * may be there already, as when a notebook is run again.
 *
 * @param noteOf the note, by the SHA-256 of the rows
 * @throws {UsageError} if they cannot be written, or other rows are there
 */
export async function writeRows(
  path: string,
  rows: readonly PreparedRow[],
  noteOf: (sha256: string) => SourceNote,
): Promise<void> {
  const sha256 = await written(path, () => fillWith(path, rows));
  try {
    await written(notePath(path), () => writeNote(path, noteOf(sha256)));
  } catch (error) {
    const isAlone = !await exists(notePath(path));
    if (isAlone) await Deno.remove(path).catch(() => {}); // or the same command would find it in its way
    throw error;
  }
}

/** @returns SHA-256 of the file */
async function fillWith(path: string, rows: readonly PreparedRow[]): Promise<string> {
  const encoder = new TextEncoder();
  const hash = createHash("sha256");
  let sha256 = "";
  await fillAtomically(path, async (file) => {
    for (let i = 0; i < rows.length; i += AT_ONCE) {
      const lines = rows.slice(i, i + AT_ONCE).map((row) => JSON.stringify(row) + "\n");
      const bytes = encoder.encode(lines.join(""));
      hash.update(bytes);
      await writeAll(file, bytes);
    }
    sha256 = hash.digest("hex");
    const isOther = await exists(path) && await hashFile(path) !== sha256;
    if (isOther) throw isThere(path, " with other rows");
  });
  return sha256;
}

async function written<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const { message } = cause as Error;
    const fault = isDiskFull(message) ? "the disk is full: free some space" : message;
    throw new UsageError(`Cannot write "${path}": ${fault}`, { cause });
  }
}
