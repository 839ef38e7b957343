/**
 * Tables to rows of the kit, and what was left out on the way.
 *
 * @module
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Split } from "../tasks/splits.ts";
import { textAt } from "./cell.ts";
import { LeftOut } from "./left_out.ts";
import { checkColumns, makeRow, type Templates, templatesOf } from "./make_row.ts";
import type { Piece } from "./piece.ts";
import type { SplitNames } from "./split_names.ts";
import { stopped } from "./stop.ts";
import type { Placed } from "./table.ts";

/** A row as it will be written. */
export interface PreparedRow {
  readonly input: string;
  readonly target: string;
  readonly choices?: readonly string[];
  readonly group?: string;
  readonly split?: Split;
}

/** What decides which row a row becomes. */
export interface RowPlan extends Templates {
  readonly names: SplitNames;
  readonly notice: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Rows between two turns of the event loop, in which Ctrl-C is heard. */
const ROWS_A_TURN = 1000;

/**
 * Reads all rows. Those without an input or a target, and those of a split that is not used, are left
 * out, which is said.
 *
 * @throws {UsageError} if a column is not there, or a value cannot be used
 * @throws {RunInterrupted} if the signal is raised
 */
export async function readRows(pieces: readonly Piece[], plan: RowPlan): Promise<PreparedRow[]> {
  const { column } = plan.names;
  const used = [...templatesOf(plan), ...(column ? [column] : [])];
  for (const { table } of pieces) checkColumns(table, used);
  const left = new LeftOut();
  const rows: PreparedRow[] = [];
  let count = 0;
  for (const piece of pieces) {
    const columns = piece.table.columns.filter((name) => used.some(leadsTo(name)));
    for await (const at of piece.table.rows(columns)) {
      if (++count % ROWS_A_TURN === 0) await nextTurn();
      if (plan.signal.aborted) throw stopped();
      const row = rowOf(piece, at, plan, left);
      if (row !== undefined) rows.push(row);
    }
  }
  left.tell(plan.notice);
  return rows;
}

function leadsTo(column: string): (template: Templates["input"]) => boolean {
  return ({ paths }) => paths.some((path) => path === column || path.startsWith(`${column}.`));
}

function rowOf(
  piece: Piece,
  at: Placed,
  plan: RowPlan,
  left: LeftOut,
): PreparedRow | undefined {
  const { names } = plan;
  const name = names.column?.render((path) => textAt(piece.table, at, path)) ?? piece.split;
  const split = name === undefined ? undefined : names.find(name);
  if (name !== undefined && split === undefined) return left.otherSplit(name);
  const { input, target, group, choices } = makeRow(piece.table, at, plan);
  if (input === "" || target === "") return left.empty(name, input === "" ? "input" : "target", at);
  left.kept(name);
  return {
    input,
    target,
    ...(choices && { choices }),
    ...(group !== "" && { group }),
    ...(split && { split }),
  };
}
