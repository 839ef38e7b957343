/**
 * How much there is to read and to answer in a task: for estimates of time, where rows are not here.
 *
 * @module
 */
import type { RunConfig } from "./run.ts";

/** What is assumed of a task. */
export interface TaskSize {
  /** Tokens of a typical input with its padding: assumed from the kind of text. */
  readonly tokens: number;
  /** Rows of the validation split. Source: Wang et al. 2019, table 1, and the data's card. */
  readonly validation: number;
}

const SUPERGLUE: Readonly<Record<string, TaskSize>> = {
  boolq: { tokens: 192, validation: 3270 },
  cb: { tokens: 128, validation: 56 },
  copa: { tokens: 64, validation: 100 },
  multirc: { tokens: 384, validation: 4848 },
  record: { tokens: 384, validation: 10_000 },
  record_entity: { tokens: 384, validation: 120_000 }, // some twelve entities a question
  rte: { tokens: 128, validation: 277 },
  wic: { tokens: 64, validation: 638 },
  wsc: { tokens: 64, validation: 104 },
  wsc_generate: { tokens: 64, validation: 38 },
};

/** The mini world's tasks, whose rows are short, and those of a user. */
const OTHER: TaskSize = { tokens: 100, validation: 500 };

/** The size of the task of a run; SuperGLUE's rows come from the Hub or a folder. */
export function taskSize({ data, task }: Pick<RunConfig, "data" | "task">): TaskSize {
  const isSuperGlue = data === "super_glue" || /[\\/]/.test(data);
  return isSuperGlue ? SUPERGLUE[task] ?? OTHER : OTHER;
}
