/**
 * Executes notebook files in place, several at a time if wanted.
 *
 * @module
 */
import { dirname } from "node:path";
import { changedCells } from "./compare.ts";
import { checkWritable, readNotebook, writeNotebook } from "./document.ts";
import { type Failure, runNotebook, type RunOptions } from "./run.ts";

/** How notebook files are executed. */
export interface ExecuteOptions extends Omit<RunOptions, "cwd" | "onCell" | "onOutput"> {
  /** Write nothing, and tell which outputs are not those in the file. */
  readonly check?: boolean;
  /** Notebooks at the same time; each has a kernel of its own. Default 1. */
  readonly jobs?: number;
  /** Called with every start of a cell and every output. */
  readonly onProgress?: (progress: ExecuteProgress) => void;
  /** Called when a notebook has ended. */
  readonly onReport?: (report: NotebookReport) => void;
}

/** Where a notebook stands. */
export interface ExecuteProgress {
  readonly path: string;
  readonly cell: number;
  readonly cells: number;
  /** The text that the cell showed last. */
  readonly text: string;
}

/** How the execution of a notebook ended. */
export interface NotebookReport {
  readonly path: string;
  readonly wallSeconds: number;
  readonly failure?: Failure;
  /** Code cells, from 1, that showed something else than the file holds; only if asked to check. */
  readonly changed: readonly number[];
}

/**
 * Executes notebook files, each in its own folder, and writes the outputs into them.
 *
 * A failure of one notebook does not keep the others from running.
 *
 * @returns a report per file, in the given order
 * @throws {RunInterrupted} if `signal` is aborted; notebooks under way are left as they were
 */
export async function executeNotebooks(
  paths: readonly string[],
  options: ExecuteOptions,
): Promise<NotebookReport[]> {
  const reports: NotebookReport[] = [];
  const queue = [...paths.entries()];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, path] = next;
      const report = await executeFile(path, options);
      reports[index] = report;
      options.onReport?.(report);
    }
  };
  const jobs = Math.min(options.jobs ?? 1, paths.length);
  const ended = await Promise.allSettled(Array.from({ length: jobs }, work));
  for (const { reason } of ended.filter((result) => result.status === "rejected")) throw reason;
  return reports;
}

async function executeFile(path: string, options: ExecuteOptions): Promise<NotebookReport> {
  const { check = false, onProgress, ...rest } = options;
  const start = performance.now();
  const before = await readNotebook(path);
  if (!check) await checkWritable(path);
  let at = { path, cell: 0, cells: 0, text: "" };
  const { notebook, failure } = await runNotebook(before, {
    ...rest,
    cwd: dirname(path),
    onCell: (cell, cells) => onProgress?.(at = { path, cell, cells, text: "" }),
    onOutput: (output) => {
      const text = output.type === "stream"
        ? output.content.text
        : "data" in output.content
        ? output.content.data["text/plain"]
        : undefined;
      if (typeof text === "string") onProgress?.(at = { ...at, text });
    },
  });
  if (!check) await writeNotebook(path, notebook);
  return {
    path,
    wallSeconds: (performance.now() - start) / 1000,
    ...(failure ? { failure } : {}),
    changed: check ? changedCells(before, notebook) : [],
  };
}
