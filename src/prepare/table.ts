/**
 * Tables: what each kind of file is read as.
 *
 * @module
 */
import type { Row } from "../tasks/task.ts";

/** A row, and where it stands, such as `rows.csv:3`. */
export interface Placed {
  readonly row: Row;
  readonly place: string;
}

/** A file with rows of named columns. */
export interface Table {
  /** What messages call it. */
  readonly name: string;
  readonly columns: readonly string[];
  /** Names of the classes 0, 1, ... of a column of integers, by its path, where the file says so. */
  readonly classNames: ReadonlyMap<string, readonly string[]>;
  /**
   * Reads the rows one after the other.
   *
   * @param columns the ones that are of use; others may be left out
   * @throws {UsageError} if the file is damaged
   */
  rows(columns?: readonly string[]): AsyncIterable<Placed>;
}

/** How texts are written in files that do not say it themselves. */
export interface TableOptions {
  /** Whether quotes of CSV and TSV files are part of the text, as in GLUE's TSV files. */
  readonly literalQuotes?: boolean;
  /** Names of the columns of CSV and TSV files without a line of names. */
  readonly columns?: readonly string[];
}

/** Rows that are looked at to see which columns there are, where each row names its own. */
const LOOKED_AT = 100;

/** The names in the first rows, in the order in which they come. */
export async function namesIn(rows: AsyncIterable<Placed>): Promise<string[]> {
  const names = new Set<string>();
  let count = 0;
  for await (const { row } of rows) {
    for (const name of Object.keys(row)) names.add(name);
    if (++count === LOOKED_AT) break;
  }
  return [...names];
}
