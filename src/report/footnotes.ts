/**
 * What stands under a table: what is bold, what is missing, and what the marks mean.
 *
 * @module
 */
import { oneAnswer } from "../lab/one_answer.ts";
import { matches, withAverageWithoutWsc } from "./published.ts";
import type { ShownResult, TableSpec } from "./view.ts";

/** All notes that follow from the table itself. */
export function footnotes(result: ShownResult): string[] {
  return [
    boldNote(result.experiment.view.table),
    ...missingNotes(result),
    ...stuckNotes(result),
    ...markNotes(result),
  ];
}

function boldNote({ rows, aside = {} }: TableSpec): string {
  const among = rows.includes("method")
    ? "among methods with the same settings"
    : "in the column of a block";
  const but = Object.values(aside).map((value) => `, ${value} excluded`).join("");
  return `Bold: highest score ${among}${but}. The claims say which differences exceed chance.`;
}

/** Which runs are missing or left out, and why. */
function missingNotes({ cells }: ShownResult): string[] {
  const wanted = cells.reduce((sum, { cell }) => sum + cell.seeds.length, 0);
  const missing = cells.flatMap(({ missing, cell }) => missing.map((run) => ({ ...run, cell })));
  const failed = missing.filter(({ reason }) => reason !== null);
  const nonFinite = cells.flatMap(({ records }) => records)
    .filter(({ outcome }) => !Number.isFinite(outcome.test.score)).length;
  return [
    ...(missing.length === 0 ? [] : [
      `${missing.length} of ${wanted} reported runs are missing; "–" marks a cell without runs.`,
    ]),
    ...failed.map(({ cell, seed, reason }) =>
      `Failed: ${Object.values(cell.labels).join(", ")}, seed ${seed}: ${reason}.`
    ),
    ...(nonFinite === 0 ? [] : [`Runs excluded for a non-finite score: ${nonFinite}.`]),
  ];
}

/** Which cells have runs that learned no more than one answer. */
function stuckNotes({ cells }: ShownResult): string[] {
  const stuck = cells.flatMap(({ cell, records }) => {
    const count = records.filter(({ outcome }) => oneAnswer(outcome) !== undefined).length;
    if (count === 0) return [];
    return [`${Object.values(cell.labels).join(", ")} (${count} of ${records.length})`];
  });
  if (stuck.length === 0) return [];
  return [`Runs with one and the same answer to nearly all test examples: ${stuck.join("; ")}.`];
}

/** What the marks of the paper's numbers mean, of those that occur. */
function markNotes({ experiment }: ShownResult): string[] {
  const numbers = experiment.view.table.beside.flatMap(({ published, where }) =>
    published.rows.filter(({ labels }) => matches(labels, where ?? {}))
  );
  return [
    ...(numbers.some(({ origin }) => origin !== undefined)
      ? ["† Copied by the paper's authors from other work; not their own runs."]
      : []),
    ...(withAverageWithoutWsc(numbers).some(({ computed }) => computed)
      ? ["§ Not printed in the paper; computed from its values, with corrections where available."]
      : []),
    ...numbers.filter(({ corrected }) => corrected !== undefined).map((number) =>
      `‡ ${number.labels.method}, ${number.labels.task}: printed as ${number.value}, should read ` +
      `${number.corrected}${number.recalled ? " (from memory, not from a source)" : ""}.`
    ),
  ];
}
