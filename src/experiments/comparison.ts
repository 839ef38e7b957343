/**
 * A comparison of one's own: how methods on one's own tasks are shown, and what is claimed of them.
 *
 * The first method is compared with each of the others, paired by task and seed.
 * Run: `deno task compare`
 *
 * @module
 */
import type { Cell } from "../lab/experiment.ts";
import type { Claim, ShownExperiment, View } from "../report/view.ts";

/** Its name in file names and result ids. */
export const COMPARISON = "comparison";

/** The comparison that cells make; those of one method have one label `method`. */
export function comparisonOf(cells: readonly Cell[]): ShownExperiment {
  const methods = distinct(cells, "method");
  const tasks = distinct(cells, "task");
  const [first = "", ...others] = methods;
  return {
    name: COMPARISON,
    title: "Comparison",
    question: others.length === 0
      ? `How does ${first} score on ${tasks.join(", ")}?`
      : `Which of ${methods.length} methods scores highest on ${tasks.join(", ")}?`,
    source: "own comparison",
    notebook: "",
    cells: () => cells,
    view: viewOf(cells, others.map((other, i) => claimOf(first, other, i + 1))),
  };
}

function distinct(cells: readonly Cell[], key: string): string[] {
  return [...new Set(cells.map(({ labels }) => String(labels[key])))];
}

function claimOf(first: string, other: string, place: number): Claim {
  return {
    id: `first_beats_${place}`,
    text: `${first} scores higher than ${other}`,
    kind: "difference",
    left: { method: first },
    right: { method: other },
  };
}

function viewOf(cells: readonly Cell[], claims: readonly Claim[]): View {
  return {
    measure: "score",
    table: {
      rows: ["method"],
      column: "task",
      counts: ["trainedParameters", "storedParameters"],
      beside: [],
    },
    chart: {
      mark: "dots",
      x: distinct(cells, "task").length === 1 ? "method" : "task", // a task alone is in the question
      color: "method",
      y: "Score (%)",
      beside: [],
    },
    claims,
    notes: [trainingNotes, rateNotes, candidateNotes, startNotes].flatMap((notes) => notes(cells)),
  };
}

/** How all cells are trained. */
function trainingNotes([cell]: readonly Cell[]): string[] {
  if (cell === undefined) return [];
  const { steps, batchSize, optimizer, schedule, keep } = cell.training;
  return [
    `Training: ${steps} steps with batches of ${batchSize}, ${optimizer}, ${schedule} learning rate; ` +
    `parameters of the ${keep === "best" ? "best evaluation on dev" : "last step"}.`,
  ];
}

/** The cells in which something is trained. */
const trained = (cells: readonly Cell[]) => cells.filter(({ method }) => method !== "frozen");

/** Learning rates that were set and not chosen. */
function rateNotes(cells: readonly Cell[]): string[] {
  const fixed = trained(cells).filter(({ choose }) => choose === undefined)
    .map(({ labels, training }) => `${labels.method} ${training.learningRate}`);
  return fixed.length === 0 ? [] : [`Learning rate: ${[...new Set(fixed)].join("; ")}.`];
}

/** Says that a method had more candidates than another one, and so a better chance. */
function candidateNotes(cells: readonly Cell[]): string[] {
  const counts = new Map(
    trained(cells).map(({ labels, choose }) => [labels.method, choose?.learningRate?.length ?? 1]),
  );
  if (new Set(counts.values()).size < 2) return [];
  const each = [...counts].map(([method, count]) => `${method} ${count}`).join("; ");
  return [`Not all methods had as many learning rates to choose from: ${each}.`];
}

/** Adapters whose prompt was the first one, by content. */
function startNotes(cells: readonly Cell[]): string[] {
  const starts = cells.flatMap(({ labels, initFrom }) =>
    initFrom === undefined ? [] : [`${labels.method} sha256 ${initFrom.sha256.slice(0, 12)}`]
  );
  return starts.length === 0 ? [] : [`Adapters started from: ${[...new Set(starts)].join("; ")}.`];
}
