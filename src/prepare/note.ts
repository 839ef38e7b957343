/**
 * A note beside rows that says what they were made of: `rows.jsonl.source.json`.
 *
 * @module
 */
import { writeAtomically } from "../core/atomic_file.ts";
import type { Origin } from "./piece.ts";

/** What rows were made of, without any place on this machine. */
export interface SourceNote {
  /** Repeats it, with data sets of the Hub at their commits. */
  readonly command: string;
  readonly sources: readonly Origin[];
  readonly rows: {
    /** Of the file: runs on it are named by it. */
    readonly sha256: string;
    readonly bySplit: Readonly<Record<string, number>>;
  };
}

/** The path of the note of a file. */
export function notePath(rows: string): string {
  return `${rows}.source.json`;
}

/** Writes the note of a file. */
export async function writeNote(rows: string, note: SourceNote): Promise<void> {
  await writeAtomically(notePath(rows), JSON.stringify(note, null, 1) + "\n");
}
