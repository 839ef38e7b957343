/**
 * One row of a table to one row of the kit.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { didYouMean } from "../core/registry.ts";
import { unreadable } from "../hub/position.ts";
import { isMissing, numberOrTextAt, textAt } from "./cell.ts";
import { dependOnRow, type Labels } from "./labels.ts";
import type { Placed, Table } from "./table.ts";
import { columnOf, type Template } from "./template.ts";

/** What becomes of a row. */
export interface Templates {
  readonly input: Template;
  readonly target: Template;
  readonly group?: Template;
  /** What is written for the value of the target's column. */
  readonly labels?: Labels;
}

/** Texts of a row; an empty one says that there is none. */
export interface Texts {
  readonly input: string;
  readonly target: string;
  readonly group: string;
  /** Answers of this very row. */
  readonly choices?: readonly string[];
}

/**
 * Checks that templates name columns of a table.
 *
 * @throws {UsageError} at the first column that is not there; names the known ones and the nearest
 */
export function checkColumns(table: Table, templates: readonly Template[]): void {
  for (const path of templates.flatMap(({ paths }) => paths)) {
    if (columnOf(path, table.columns) !== undefined) continue;
    throw new UsageError(
      `Cannot find column "${path}" of "${table.name}": known are ${table.columns.join(", ")}${
        didYouMean(path, table.columns)
      }`,
    );
  }
}

/** All templates of a plan. */
export function templatesOf({ input, target, group, labels }: Templates): Template[] {
  return [input, target, ...(group ? [group] : []), ...(labels?.values() ?? [])];
}

/**
 * Fills the templates.
 *
 * @throws {UsageError} if a value is of no use as text, or the target's has no label; names the place
 */
export function makeRow(table: Table, at: Placed, templates: Templates): Texts {
  const { input, target, group, labels } = templates;
  const plain = (path: string) => textAt(table, at, path);
  const label = (path: string) => labels ? labelAt(at, path, labels, plain) : plain(path);
  return {
    input: filled(input, plain),
    target: filled(target, label),
    group: group ? filled(group, plain) : "",
    ...(labels && dependOnRow(labels) && { choices: choicesOf(target, labels, plain) }),
  };
}

/** A template with its columns; nothing if all of these are empty. */
function filled(template: Template, textOf: (path: string) => string): string {
  if (template.paths.every((path) => textOf(path).trim() === "")) return "";
  return template.render(textOf).trim();
}

function labelAt(
  at: Placed,
  path: string,
  labels: Labels,
  textOf: (path: string) => string,
): string {
  const value = numberOrTextAt(at, path);
  const label = labels.get(value);
  if (label !== undefined) return label.render(textOf);
  if (isMissing(value)) return "";
  const known = [...labels.keys()].join(", ");
  throw unreadable(at.place, `"${path}" must have a label: ${value} has none: known are ${known}`);
}

/** All targets that a row could have. */
export function choicesOf(
  target: Template,
  labels: Labels,
  textOf: (path: string) => string,
): string[] {
  const texts = [...labels.values()].map((label) => label.render(textOf).trim());
  const there = texts.filter((text) => text !== ""); // questions may have fewer answers than others
  return [...new Set(there.map((text) => target.render(() => text).trim()))];
}
