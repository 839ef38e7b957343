/**
 * The file of rows.
 *
 * @module
 */
import { dirname } from "node:path";
import { fillAtomically } from "../core/atomic_file.ts";
import { UsageError } from "../core/errors.ts";
import { exists } from "../core/exists.ts";
import { isDiskFull } from "../core/space.ts";
import { writeAll } from "../core/write_all.ts";
import { notePath } from "./note.ts";
import type { PreparedRow } from "./rows.ts";

/**
 * Checks that a file and its note can be written, before work begins.
 *
 * @throws {UsageError} if one is there already, or the name is not that of a file of rows
 */
export async function checkPlace(out: string): Promise<void> {
  if (!out.endsWith(".jsonl")) {
    throw new UsageError(`Cannot write "${out}": its name must end in .jsonl`);
  }
  for (const path of [out, notePath(out)]) {
    if (!await exists(path)) continue;
    throw new UsageError(
      `Cannot write "${path}": it is there already: remove it, or choose another with --out`,
    );
  }
  await Deno.mkdir(dirname(out), { recursive: true }).catch((cause: Error) => {
    throw new UsageError(`Cannot write "${out}": ${cause.message}`, { cause });
  });
}

/** Rows that are written at once. */
const AT_ONCE = 1000;

/**
 * Writes rows, a line each; the file is there whole or not at all.
 *
 * @throws {UsageError} if it cannot be written
 */
export async function writeRows(path: string, rows: readonly PreparedRow[]): Promise<void> {
  const encoder = new TextEncoder();
  try {
    await fillAtomically(path, async (file) => {
      for (let i = 0; i < rows.length; i += AT_ONCE) {
        const lines = rows.slice(i, i + AT_ONCE).map((row) => JSON.stringify(row) + "\n");
        await writeAll(file, encoder.encode(lines.join("")));
      }
    });
  } catch (cause) {
    const { message } = cause as Error;
    const fault = isDiskFull(message) ? "the disk is full: free some space" : message;
    throw new UsageError(`Cannot write "${path}": ${fault}`, { cause });
  }
}
