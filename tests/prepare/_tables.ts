/**
 * Tables for tests.
 *
 * @module
 */
import { join } from "node:path";
import { ROOT } from "../../src/core/paths.ts";
import type { Placed, Table } from "../../src/prepare/table.ts";
import type { Row } from "../../src/tasks/task.ts";

/** Folder of the fixtures. */
export const TABLES = join(ROOT, "tests/fixtures/tables");

/** What went into the fixtures. */
export const EXPECTED: {
  readonly columns: readonly string[];
  readonly cells: readonly (readonly string[])[];
  readonly kinds: readonly Row[];
} = JSON.parse(Deno.readTextFileSync(join(TABLES, "expected.json")));

/** All rows of a table. */
export async function rowsOf(table: Table, columns?: readonly string[]): Promise<Row[]> {
  return (await Array.fromAsync(table.rows(columns))).map(({ row }) => row);
}

/** A table in memory. */
export function tableOf(
  rows: readonly Row[],
  classNames: Readonly<Record<string, readonly string[]>> = {},
): Table {
  return {
    name: "t",
    columns: [...new Set(rows.flatMap((row) => Object.keys(row)))],
    classNames: new Map(Object.entries(classNames)),
    async *rows(): AsyncGenerator<Placed> {
      for (const [i, row] of rows.entries()) yield { row, place: `t:${i + 1}` };
    },
  };
}

/** Writes a file and returns its path. */
export async function fileWith(
  folder: string,
  name: string,
  content: string | Uint8Array,
): Promise<string> {
  const path = join(folder, name);
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  await Deno.writeFile(path, bytes);
  return path;
}
