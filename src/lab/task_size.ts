/**
 * How much there is to read and to answer in a task: for estimates of time and memory, where rows are
 * not here.
 *
 * @module
 */
import { isRowsFolder } from "./own_files.ts";
import type { RunConfig } from "./run.ts";

/** What is assumed of a task. */
export interface TaskSize {
  /** Tokens of a typical input with its padding: assumed from the kind of text. */
  readonly tokens: number;
  /** Examples of the training split. Source: Wang et al. 2019, table 1, and the data's card. */
  readonly train: number;
  /** Examples of the validation split, from the same sources. */
  readonly validation: number;
}

const SUPERGLUE: Readonly<Record<string, TaskSize>> = {
  boolq: { tokens: 192, train: 9427, validation: 3270 },
  cb: { tokens: 128, train: 250, validation: 56 },
  copa: { tokens: 64, train: 400, validation: 100 },
  multirc: { tokens: 384, train: 27_243, validation: 4848 },
  record: { tokens: 384, train: 100_730, validation: 10_000 },
  record_entity: { tokens: 384, train: 201_460, validation: 120_000 }, // 2 and all 12 entities
  rte: { tokens: 128, train: 2490, validation: 277 },
  wic: { tokens: 64, train: 5428, validation: 638 },
  wsc: { tokens: 64, train: 554, validation: 104 },
  wsc_generate: { tokens: 64, train: 259, validation: 38 },
};

/** The mini world's tasks, whose rows are short, and those of a user. */
const OTHER: TaskSize = { tokens: 100, train: 1000, validation: 500 };

/** The size of the task of a run; SuperGLUE's rows come from the Hub or a folder. */
export function taskSize({ data, task }: Pick<RunConfig, "data" | "task">): TaskSize {
  const isSuperGlue = data === "super_glue" || isRowsFolder(data);
  return isSuperGlue ? SUPERGLUE[task] ?? OTHER : OTHER;
}
