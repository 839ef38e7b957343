/**
 * Comparing methods on data of one's own, from a command, a program or a notebook.
 *
 * @module
 */
import { assemble, type MachineOptions } from "../assembly/assemble.ts";
import {
  type Arm,
  type Comparison,
  type ComparisonWords,
  completeComparison,
  guessNotices,
} from "../assembly/comparison.ts";
import { given } from "../core/given.ts";
import { checkOptions } from "../core/options.ts";
import type { Jit } from "../engine/engine.ts";
import { isOwnRows } from "../lab/own_files.ts";
import { makeRuns } from "../lab/reproduce.ts";
import { resolveCell } from "../lab/select.ts";
import { say } from "../lab/terminal.ts";
import { interruptible } from "../notebook/interrupt.ts";
import { renderView } from "../report/render.ts";
import type { ShownResult } from "../report/view.ts";
import { loadRunData } from "../train/data.ts";
import { openRows } from "../train/rows.ts";
import { checkParts, COMPARE, COMPARED_METHOD } from "./option_kinds.ts";
import { Reproduced } from "./reproduce.ts";
import { RunProgress } from "./run_progress.ts";

/** One method of a comparison, and what is particular to it. */
export interface ComparedMethod extends Omit<Arm, "initFrom"> {
  /** Folder of an adapter, or its id of the Hub, whose prompt is the first prompt. */
  readonly initFrom?: string;
}

/** What is compared, and how. */
export interface CompareOptions extends Omit<ComparisonWords, "arms"> {
  /** Names of methods, or methods with settings; the first is compared with each of the others. */
  readonly methods: readonly (string | ComparedMethod)[];
  /**
   * Folder of the runs; finished ones are kept there, and serve every comparison that needs them. What
   * they train is kept in `adapters/RUN_ID`, except whole models.
   */
  readonly results: string;
  /** `auto`, or the name of an engine; absent: `auto`. */
  readonly engine?: string;
  readonly jit?: Jit;
  /** Worker processes; absent: one for each core, or one where a GPU is used. */
  readonly workers?: number;
  /** Stops the work; finished runs are kept. */
  readonly signal?: AbortSignal;
}

/** Binds methods that start from an adapter to its content. */
export async function pinMethods(methods: CompareOptions["methods"]): Promise<Arm[]> {
  const { pinAdapter } = await import("../train/initial_prompt.ts"); // loads tensors
  return await Promise.all(methods.map(async (words) => {
    const { initFrom, ...arm } = typeof words === "string" ? { method: words } : words;
    return initFrom === undefined ? arm : { ...arm, initFrom: await pinAdapter(initFrom) };
  }));
}

/**
 * Makes the runs that a comparison misses, and puts together what is known of each cell.
 *
 * @param results folder of the runs
 * @throws {UsageError} if rows of one's own are wrong, or the folder cannot be written
 * @throws {RunInterrupted} if it was stopped; finished runs are kept
 */
export async function runComparison(
  { experiment, setting, tier, cells }: Comparison,
  results: string,
  machine: MachineOptions,
  signal: AbortSignal,
): Promise<ShownResult> {
  const own = cells.filter(({ data }) => isOwnRows(data));
  for (const cell of new Map(own.map((cell) => [`${cell.data} ${cell.task}`, cell])).values()) {
    await loadRunData({ ...cell, seed: 0 }, openRows); // a wrong line is one sentence, not many failures
  }
  const lab = await assemble(tier, results, machine);
  const known = await makeRuns(cells, { ...lab, keepsAdapters: true, signal });
  return { experiment, tier: setting, cells: cells.map((cell) => resolveCell(cell, known)) };
}

/**
 * Compares methods on tasks or files of one's own: trains what is missing, and shows what it found.
 *
 * @throws {UsageError} if a name, a number, a file or an adapter cannot be used
 * @throws {RunInterrupted} if it was stopped; the same call goes on
 *
 * @example
 * ```ts
 * const result = await compare({
 *   model: "mini",
 *   tasks: ["mine.jsonl"],
 *   methods: ["residual_prompt", "prompt", { method: "lora", learningRates: [0.001, 0.01] }],
 *   seeds: 5,
 *   results: "my_results",
 * });
 * result.claims(); // paired differences with intervals
 * await result.save("my_results"); // LaTeX, CSV, SVG
 * await result.adapters({ method: "prompt" }); // folders of what was trained
 * ```
 */
export async function compare(options: CompareOptions): Promise<Reproduced> {
  checkOptions("compare", options, COMPARE);
  checkParts(options);
  for (const words of options.methods) {
    if (typeof words !== "string") checkOptions("methods", words, COMPARED_METHOD);
  }
  const { methods, results, engine, jit, workers, signal, ...words } = options;
  const meant = { ...words, arms: await pinMethods(methods) };
  const comparison = completeComparison(meant);
  guessNotices(meant).forEach(say);
  const progress = new RunProgress();
  const machine = { ...given({ engine, jit, workers }), onEvent: progress.listen };
  try {
    const result = await interruptible(
      signal,
      (signal) => runComparison(comparison, results, machine, signal),
    );
    return new Reproduced(result, await renderView(result), results);
  } finally {
    await progress.finish();
  }
}
