/**
 * The examples of a run: rows of the right source, as many as the configuration says.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { hashValue } from "../core/hash.ts";
import { lookUp } from "../core/registry.ts";
import { Rng } from "../core/rng.ts";
import { isRowsFile } from "../lab/own_files.ts";
import type { RunConfig } from "../lab/run.ts";
import { generateRows, miniTask } from "../mini/rows.ts";
import { drawShots, takeGroups } from "../tasks/draw.ts";
import { TASKS } from "../tasks/mod.ts";
import { type OwnRows, taskFromJsonl } from "../tasks/own.ts";
import { HELD_OUT, type Protocol, PROTOCOLS, taskUnder } from "../tasks/protocol.ts";
import { datasetOf, expandRows, readExamples, type RowSource } from "../tasks/source.ts";
import { type Split, type SplitRule, SPLITS } from "../tasks/splits.ts";
import type { Example, Task } from "../tasks/task.ts";

/** The examples of a run. */
export interface RunData {
  /** In the form of the protocol. */
  readonly task: Task;
  /** What decides wording, splits, truncation and scoring, if the configuration names one. */
  readonly protocol?: Protocol | undefined;
  readonly train: readonly Example[];
  readonly dev: readonly Example[];
  readonly test: readonly Example[];
  /** SHA-256 of all examples. */
  readonly hash: string;
}

/** What decides the data of a run. */
export type DataConfig = Pick<
  RunConfig,
  "data" | "task" | "protocol" | "shots" | "examples" | "seed"
>;

/** Examples of the mini world where a configuration says "all": it could make more without end. */
const MINI_SIZES = { train: 1000, dev: 200, test: 500 } as const;

/** Rows of the synthetic world. */
const MINI_ROWS: RowSource = {
  name: "mini",
  async load(task, split) {
    const count = 2 * MINI_SIZES[split]; // whole MultiRC questions are drawn from twice as many
    return await generateRows(miniTask(datasetOf(task)), split, count);
  },
};

/** Where rows of SuperGLUE come from; set once by whoever opens the workbench. */
export type OpenSource = (name: string, rule: SplitRule) => RowSource;

/**
 * Loads the examples of a run.
 *
 * The splits of a row source follow the protocol, those of the mini world and of a user's own file
 * are their own. Dev and test are the same for all seeds; the few-shot draw depends on the seed
 * alone, so that methods that are compared see the same examples.
 */
export async function loadRunData(config: DataConfig, open: OpenSource): Promise<RunData> {
  const { task, protocol, source } = await openData(config, open);
  const load = (split: Split) => loadSplit(task, source, split, config.examples[split]);
  const all = await load("train");
  const train = config.shots === null
    ? all
    : drawShots(task, all, config.shots, new Rng(`shots ${config.seed}`));
  const dev = await load("dev");
  const isSame = isTwice(config, protocol) && config.examples.dev === config.examples.test;
  const test = isSame ? dev : await load("test");
  return { task, protocol, train, dev, test, hash: hashValue([train, dev, test]) };
}

/** What is scored: a split, or every row of a user's own file. */
export const SCORED_SPLITS = [...SPLITS, "all"] as const;
export type ScoredSplit = typeof SCORED_SPLITS[number];

/** Examples to be scored. */
export interface ScoredData extends Pick<RunData, "task" | "protocol"> {
  readonly split: ScoredSplit;
  readonly examples: readonly Example[];
}

/**
 * Loads the examples of one split, and no other.
 *
 * @param wanted absent: every row of a user's own file that names no splits, else test
 * @param most examples; null: all
 * @throws {UsageError} if the split is empty, or "all" is asked of something else than a file
 */
export async function loadScoredData(
  config: Pick<DataConfig, "data" | "task" | "protocol">,
  wanted: ScoredSplit | undefined,
  most: number | null,
  open: OpenSource,
): Promise<ScoredData> {
  const { task, protocol, source } = await openData(config, open);
  const split = wanted ?? (isOwn(source) && !source.namesSplits ? "all" : "test");
  if (split !== "all") {
    return { task, protocol, split, examples: await loadSplit(task, source, split, most) };
  }
  if (!isOwn(source)) {
    throw new UsageError(
      `Cannot score all rows of "${task.name}": only a file of your own has them in one piece`,
    );
  }
  const examples = take(task, readExamples(task, source.rows, source.name), split, most);
  return { task, protocol, split, examples };
}

/** The task in the form of the protocol, and where its rows come from. */
async function openData(
  config: Pick<DataConfig, "data" | "task" | "protocol">,
  open: OpenSource,
): Promise<Pick<RunData, "task" | "protocol"> & { readonly source: RowSource | OwnRows }> {
  const protocol = config.protocol === undefined
    ? undefined
    : lookUp<Protocol>(PROTOCOLS, config.protocol, "protocol");
  const { task, source } = await taskAndSource(config, open, protocol);
  return { task: protocol === undefined ? task : taskUnder(protocol, task), protocol, source };
}

function isOwn(source: RowSource | OwnRows): source is OwnRows {
  return "rows" in source;
}

async function loadSplit(
  task: Task,
  source: RowSource,
  split: Split,
  most: number | null,
): Promise<readonly Example[]> {
  const rows = expandRows(task, await source.load(task, split), split);
  const all = readExamples(task, rows, `${source.name} ${task.name} ${split}`);
  return take(task, all, split, most ?? (source === MINI_ROWS ? MINI_SIZES[split] : null));
}

/**
 * So many of the examples, groups undivided, always the same; null: all.
 *
 * @throws {UsageError} if each group has more
 */
function take(
  task: Task,
  examples: readonly Example[],
  split: ScoredSplit,
  most: number | null,
): readonly Example[] {
  if (most === null) return examples;
  const taken = takeGroups(examples, most, new Rng(`${task.name} ${split}`));
  if (taken.length > 0 || examples.length === 0) return taken;
  throw new UsageError(
    `Cannot take ${most} of the ${split === "all" ? "" : `${split} `}rows of "${task.name}": ` +
      "they come in groups, and each has more",
  );
}

/** Whether dev and test are the same rows. */
function isTwice({ data }: DataConfig, protocol: Protocol | undefined): boolean {
  return protocol?.splits === "validation_twice" && data !== "mini" && !isRowsFile(data);
}

async function taskAndSource(
  config: Pick<DataConfig, "data" | "task">,
  open: OpenSource,
  protocol?: Protocol,
): Promise<{ readonly task: Task; readonly source: RowSource | OwnRows }> {
  if (isRowsFile(config.data)) return await taskFromJsonl(config.data);
  const task: Task = lookUp(TASKS, config.task, "task");
  const rule = (protocol ?? HELD_OUT).splits;
  return { task, source: config.data === "mini" ? MINI_ROWS : open(config.data, rule) };
}
