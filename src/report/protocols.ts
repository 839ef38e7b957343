/**
 * One run under every protocol it serves: the same trainings, read in several ways.
 *
 * How much of a published number is the way of getting it: the best epoch on the very rows that are
 * scored, or on others; with WSC or without.
 *
 * @module
 */
import { mean } from "../core/statistics.ts";
import type { CellResult } from "../lab/experiment.ts";
import type { Verdict } from "../lab/run.ts";
import { type Difference, estimateEffect } from "./contrast.ts";
import { percent, type Point, taskTitles, withAverages } from "./points.ts";
import { summarize } from "./summarize.ts";
import type { Table, TableCell } from "./table.ts";
import { AVERAGE, compareRows, heading, label, type Labels, ownTitle } from "./titles.ts";
import type { ShownResult } from "./view.ts";

/** The protocol that selects on the rows that it scores. */
export const FLATTERING = "paper";

/** What a protocol of a column does, as a note under the table. */
const MEANINGS: Readonly<Record<string, string>> = {
  paper: "Paper: the epoch is selected on the same rows that are scored, with the metrics of the " +
    "paper's code",
  paper_held_out:
    "Same runs, held out: the epoch is selected on one half of the validation rows and " +
    "scored on the other half, with SuperGLUE's metrics",
  held_out:
    "Held out: the epoch is selected on one half of the validation rows and scored on the " +
    "other half, with SuperGLUE's metrics",
  held_out_train:
    "Held out, selected on train rows: the epoch is selected on a tenth of the training " +
    "rows and scored on all validation rows, with SuperGLUE's metrics",
};

/** One column: a number of each run, read off its verdicts. */
interface Column {
  readonly title: string;
  /** In points; a score, or a difference of two scores. */
  readonly kind: "score" | "difference";
  /** NaN where a run lacks a verdict that it takes. */
  read(verdicts: Verdicts): number;
  readonly note?: string;
}

type Verdicts = Readonly<Record<string, readonly Verdict[]>>;

/** Tasks over which a row is averaged. */
interface Scope {
  readonly title: string;
  readonly tasks: readonly string[];
  /** What {@linkcode withAverages} calls it. */
  readonly label: string;
}

/**
 * Makes the table of an experiment whose runs carry verdicts; null where none does, as at the mini
 * tier.
 */
export function toProtocolTable(result: ShownResult): Table | null {
  const cells = result.cells.filter(({ records }) =>
    records.some(({ outcome }) => outcome.verdicts !== undefined)
  );
  if (cells.length === 0) return null;
  const { experiment, tier } = result;
  const columns = columnsOf(cells);
  const scopes = scopesOf(taskTitles(result));
  const keys = Object.keys(rowLabels(cells[0]!));
  const models = Map.groupBy(cells, ({ cell }) => String(cell.labels.model ?? ""));
  return {
    title: `${experiment.title}: the same runs under each protocol`,
    caption: "Percent; mean ± standard deviation (number of seeds); differences in points " +
      "[95 % interval] (number of seeds).",
    heads: [...keys.map(heading), "Averaged over"],
    columns: columns.map(({ title }) => title),
    blocks: [...models].map(([model, group]) => ({
      title: ownTitle(tier, models.size > 1 ? model : ""),
      rows: rowsOf(group, keys, columns, scopes),
    })),
    notes: notesOf(cells, columns),
  };
}

/** Labels that name a row: all but the task and the model. */
function rowLabels({ cell: { labels } }: CellResult): Labels {
  return Object.fromEntries(
    Object.entries(labels).filter(([key]) => key !== "task" && key !== "model"),
  );
}

function rowsOf(
  cells: readonly CellResult[],
  keys: readonly string[],
  columns: readonly Column[],
  scopes: readonly Scope[],
): Table["blocks"][number]["rows"] {
  const groups = [...Map.groupBy(cells, (cell) => JSON.stringify(rowLabels(cell))).values()];
  const compare = ([a]: CellResult[], [b]: CellResult[]) =>
    compareRows(keys, a!.cell.labels, b!.cell.labels);
  return groups.sort(compare).flatMap((group) =>
    scopes.map((scope) => ({
      heads: [...keys.map((key) => String(group[0]!.cell.labels[key])), scope.title],
      cells: columns.map((column) => cellOf(pointsOf(group, column), column, scope)),
    }))
  );
}

/** The number of a column of every run. */
function pointsOf(cells: readonly CellResult[], column: Column): Point[] {
  return cells.flatMap(({ cell, records }) =>
    records.map(({ config: { seed }, outcome, runId }) => ({
      labels: { ...cell.labels, column: column.title },
      seed,
      value: column.read(outcome.verdicts ?? {}),
      runIds: [runId],
    }))
  ).filter(({ value }) => Number.isFinite(value));
}

function cellOf(points: readonly Point[], { kind }: Column, scope: Scope): TableCell {
  const averages = withAverages(points, scope.tasks)
    .filter(({ labels }) => labels.task === scope.label);
  const [found] = summarize(averages);
  if (found === undefined) return { kind: "missing" };
  if (kind === "score") return found;
  const seeds = averages.map(({ seed }) => seed);
  const effect = estimateEffect(toDifferences(points, scope, seeds));
  return {
    kind,
    mean: mean(averages.map(({ value }) => value)),
    range: effect === null ? null : effect.here,
    n: found.n,
    runIds: found.runIds,
  };
}

/** Only of seeds that have every task, like the averages: all tasks weigh the same. */
function toDifferences(
  points: readonly Point[],
  { tasks }: Scope,
  seeds: readonly number[],
): Difference[] {
  return points
    .filter(({ labels, seed }) => tasks.includes(String(labels.task)) && seeds.includes(seed))
    .map(({ labels, seed, value }) => ({ task: String(labels.task), seed, value }));
}

function scopesOf(tasks: readonly string[]): Scope[] {
  if (tasks.length === 1) return [{ title: tasks[0]!, tasks, label: tasks[0]! }];
  const rest = tasks.filter((task) => task !== "WSC");
  const all = { title: `${tasks.length} tasks`, tasks, label: AVERAGE };
  if (rest.length === tasks.length) return [all];
  const label = rest.length === 1 ? rest[0]! : AVERAGE;
  const title = rest.length === 1 ? rest[0]! : `${rest.length} tasks, without WSC`;
  return [all, { title, tasks: rest, label }];
}

/** The columns that any run fills, in the order of the titles. */
function columnsOf(cells: readonly CellResult[]): Column[] {
  const pairs = new Map(
    cells.flatMap(({ records }) => records).flatMap(({ outcome }) =>
      Object.entries(outcome.verdicts ?? {}).flatMap(([protocol, verdicts]) =>
        verdicts.map(({ selection }) => [`${protocol} ${selection}`, { protocol, selection }])
      )
    ),
  );
  const found = [...pairs.values()];
  const honest = found.filter(({ protocol, selection }) =>
    selection === "best" && protocol !== FLATTERING
  ).map(({ protocol }) => protocol);
  const isFlattered = found.some(({ protocol }) => protocol === FLATTERING);
  return [
    ...found.map(({ protocol, selection }) => scoreColumn(protocol, selection)),
    ...honest.map((protocol) =>
      gapColumn(protocol, honest.length > 1, isBothWays(cells, protocol))
    ),
    ...(isFlattered ? honest.map(flatteryColumn) : []),
  ];
}

/** Whether every run tells what the halves give when they are exchanged. */
function isBothWays(cells: readonly CellResult[], protocol: string): boolean {
  const found: Verdict[] = cells.flatMap(({ records }) => records)
    .flatMap(({ outcome }) => find(outcome.verdicts ?? {}, protocol, "best") ?? []);
  return found.every(({ swapped }) => swapped !== undefined);
}

function testScore(verdicts: Verdicts, protocol: string, selection: string): number {
  return percent(find(verdicts, protocol, selection)?.test.score);
}

function find(verdicts: Verdicts, protocol: string, selection: string): Verdict | undefined {
  return verdicts[protocol]?.find((verdict) => verdict.selection === selection);
}

function scoreColumn(protocol: string, selection: string): Column {
  return {
    title: `${titleOf(protocol)}, ${label({ selection }).selection}`,
    kind: "score",
    read: (verdicts) => testScore(verdicts, protocol, selection),
  };
}

/**
 * By how much having chosen an epoch flatters the rows that chose it, all else equal: where both halves
 * were answered at every epoch, the mean of both ways, in which it cancels that one half is harder.
 */
function gapColumn(protocol: string, isNamed: boolean, isBothWays: boolean): Column {
  return {
    title: isNamed ? `Optimism gap (${titleOf(protocol)})` : "Optimism gap",
    kind: "difference",
    read(verdicts) {
      const best: Verdict | undefined = find(verdicts, protocol, "best");
      if (best === undefined) return NaN;
      const ways = best.swapped === undefined ? [best] : [best, best.swapped];
      return mean(ways.map(({ dev, test }) => percent(dev.score) - percent(test.score)));
    },
    note:
      `Optimism gap: the score of the best epoch on the rows that selected it, minus its score ` +
      `on the held-out rows, by the same metric (${titleOf(protocol)}). ` +
      (isBothWays
        ? "It is averaged over both directions, each half selecting once, so that a harder half does " +
          "not bias it."
        : "It includes any difference in difficulty between the two sets of rows."),
  };
}

/** Everything that the flattering protocol adds to a number. */
function flatteryColumn(protocol: string): Column {
  const title = `${titleOf(FLATTERING)} minus ${titleOf(protocol).toLowerCase()}`;
  return {
    title,
    kind: "difference",
    read: (verdicts) =>
      testScore(verdicts, FLATTERING, "best") - testScore(verdicts, protocol, "best"),
    note:
      `${title}: the best epoch of each. Besides the optimism gap, it reflects that different rows ` +
      "are scored, and with different metrics (CB, MultiRC, ReCoRD, WSC).",
  };
}

function titleOf(protocol: string): string {
  return String(label({ protocol }).protocol);
}

function notesOf(cells: readonly CellResult[], columns: readonly Column[]): string[] {
  const served = new Set(
    cells.flatMap(({ records }) =>
      records.flatMap(({ outcome }) => Object.keys(outcome.verdicts ?? {}))
    ),
  );
  return [
    "All columns evaluate the same training runs.",
    ...Object.keys(MEANINGS).filter((protocol) => served.has(protocol))
      .map((protocol) => `${MEANINGS[protocol]}.`),
    ...columns.flatMap(({ note }) => note ?? []),
    "Intervals account for variation over seeds on the same tasks and rows; they need three seeds that " +
    "have every task. The held-out rows are the same for all runs.",
  ];
}
