/**
 * The tasks by name. A new task is a file beside these and a line here.
 *
 * @module
 */
import { boolq } from "./boolq.ts";
import { cb } from "./cb.ts";
import { copa } from "./copa.ts";
import { multirc } from "./multirc.ts";
import { record } from "./record.ts";
import { recordEntity } from "./record_entity.ts";
import { rte } from "./rte.ts";
import type { Task } from "./task.ts";
import { wic } from "./wic.ts";
import { wsc } from "./wsc.ts";
import { wscGenerate } from "./wsc_generate.ts";

/** The eight tasks of SuperGLUE, in the order of the paper's tables. */
export const SUPERGLUE = {
  boolq,
  cb,
  copa,
  multirc,
  record,
  rte,
  wic,
  wsc,
} as const satisfies Readonly<Record<string, Task>>;

/** All tasks: those of SuperGLUE, ReCoRD for classifiers, and WSC as the paper's code runs it. */
export const TASKS = {
  ...SUPERGLUE,
  record_entity: recordEntity,
  wsc_generate: wscGenerate,
} as const satisfies Readonly<Record<string, Task>>;

/** Name of a task of SuperGLUE. */
export type SuperGlueName = keyof typeof SUPERGLUE;

export type { Example, Row, Scores, Task } from "./task.ts";
export { asTask } from "./define.ts";
