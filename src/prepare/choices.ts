/**
 * Candidate answers written into each row.
 *
 * @module
 */
import { dependOnRow } from "./labels.ts";
import { choicesOf, type Templates } from "./make_row.ts";
import type { PreparedRow } from "./rows.ts";
import type { Piece } from "./piece.ts";

/** Rows with their choices: those they have, else all labels, else all classes, else all targets. */
export function withChoices(
  rows: readonly PreparedRow[],
  templates: Templates,
  pieces: readonly Piece[],
): readonly PreparedRow[] {
  const choices = sharedChoices(rows, templates, pieces);
  return rows.map((row) => row.choices ? row : { ...row, choices });
}

function sharedChoices(
  rows: readonly PreparedRow[],
  { target, labels }: Templates,
  pieces: readonly Piece[],
): readonly string[] {
  if (labels && !dependOnRow(labels)) return choicesOf(target, labels, () => "");
  const [path = ""] = target.paths;
  const classes = target.paths.length === 1
    ? pieces.flatMap(({ table }) => table.classNames.get(path) ?? [])
    : [];
  const all = classes.map((name) => target.render(() => name).trim());
  return [...new Set([...all, ...rows.map((row) => row.target)])];
}
