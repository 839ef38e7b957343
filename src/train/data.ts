/**
 * The examples of a run: rows of the right source, as many as the configuration says.
 *
 * @module
 */
import { hashValue } from "../core/hash.ts";
import { lookUp } from "../core/registry.ts";
import { Rng } from "../core/rng.ts";
import type { RunConfig } from "../lab/run.ts";
import { generateRows, type MiniTask } from "../mini/rows.ts";
import { drawShots, takeGroups } from "../tasks/draw.ts";
import { TASKS } from "../tasks/mod.ts";
import { taskFromJsonl } from "../tasks/own.ts";
import { HELD_OUT, type Protocol, PROTOCOLS, taskUnder } from "../tasks/protocol.ts";
import { datasetOf, expandRows, readExamples, type RowSource } from "../tasks/source.ts";
import type { SplitRule } from "../tasks/splits.ts";
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
  load(task, split) {
    const count = 2 * MINI_SIZES[split]; // whole MultiRC questions are drawn from twice as many
    return Promise.resolve(generateRows(datasetOf(task) as MiniTask, split, count) as never);
  },
};

/** Where rows of SuperGLUE come from; set once by whoever opens the workbench. */
export type OpenSource = (name: string, rule: SplitRule) => RowSource;

/**
 * Loads the examples of a run.
 *
 * The splits of a row source follow the protocol, those of the mini world and of a user's own file
 * are their own. Dev and test are the same for all seeds; the few-shot draw depends on the seed alone, so that
 * methods that are compared see the same examples.
 */
export async function loadRunData(config: DataConfig, open: OpenSource): Promise<RunData> {
  const protocol = config.protocol === undefined
    ? undefined
    : lookUp<Protocol>(PROTOCOLS, config.protocol, "protocol");
  const found = await taskAndSource(config, open, protocol);
  const { source } = found;
  const task = protocol === undefined ? found.task : taskUnder(protocol, found.task);
  const load = async (split: "train" | "dev" | "test", most: number | null) => {
    const rows = expandRows(task, await source.load(task, split), split);
    const all = readExamples(task, rows, `${source.name} ${task.name} ${split}`);
    const count = most ?? (source === MINI_ROWS ? MINI_SIZES[split] : null);
    return count === null ? all : takeGroups(all, count, new Rng(`${task.name} ${split}`));
  };
  const all = await load("train", config.examples.train);
  const train = config.shots === null
    ? all
    : drawShots(task, all, config.shots, new Rng(`shots ${config.seed}`));
  const dev = await load("dev", config.examples.dev);
  const isSame = isTwice(config, protocol) && config.examples.dev === config.examples.test;
  const test = isSame ? dev : await load("test", config.examples.test);
  return { task, protocol, train, dev, test, hash: hashValue([train, dev, test]) };
}

/** Whether dev and test are the same rows. */
function isTwice({ data }: DataConfig, protocol: Protocol | undefined): boolean {
  return protocol?.splits === "validation_twice" && data !== "mini" && !data.endsWith(".jsonl");
}

async function taskAndSource(config: DataConfig, open: OpenSource, protocol?: Protocol) {
  if (config.data.endsWith(".jsonl")) return await taskFromJsonl(config.data);
  const task: Task = lookUp(TASKS, config.task, "task");
  const rule = (protocol ?? HELD_OUT).splits;
  return { task, source: config.data === "mini" ? MINI_ROWS : open(config.data, rule) };
}
