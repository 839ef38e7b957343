/**
 * Reproducing one experiment from a program or a notebook.
 *
 * @module
 */
import { assemble, resultsFolder } from "../assembly/assemble.ts";
import { findExperiments, findTier, withPrecision } from "../assembly/settings.ts";
import { UsageError } from "../core/errors.ts";
import { isFolder } from "../core/exists.ts";
import { given } from "../core/given.ts";
import { checkOptions } from "../core/options.ts";
import type { Jit, Precision } from "../engine/engine.ts";
import { parseOnly } from "../lab/only.ts";
import { otherEnginesNotice } from "../lab/other_engines.ts";
import { reproduce as reproduceAll } from "../lab/reproduce.ts";
import { RunStore } from "../lab/store.ts";
import { say } from "../lab/terminal.ts";
import {
  type Displayable,
  INSPECT,
  JUPYTER_DISPLAY,
  markdown,
  table,
} from "../notebook/display.ts";
import { interruptible } from "../notebook/interrupt.ts";
import type { MimeBundle } from "../notebook/message.ts";
import { allRuns } from "../report/cite.ts";
import { tableToCsv } from "../report/csv.ts";
import { toCurves } from "../report/curves.ts";
import { tableToLatex } from "../report/latex.ts";
import { pickRuns } from "../report/pick_runs.ts";
import { type RenderedView, renderFiles, renderView } from "../report/render.ts";
import { type RunRow, runRows } from "../report/runs.ts";
import { toTable } from "../report/table.ts";
import type { Labels } from "../report/titles.ts";
import type { ShownResult } from "../report/view.ts";
import { REPRODUCE } from "./option_kinds.ts";
import { plot, showChart } from "./plot.ts";
import { RunProgress } from "./run_progress.ts";

/** How an experiment is reproduced. */
export interface ReproduceOptions {
  /** `mini`, `small` or `paper`; absent: `mini`. */
  readonly tier?: string;
  /** `auto`, or the name of an engine; absent: `auto`. */
  readonly engine?: string;
  readonly jit?: Jit;
  /** How frozen weights are held; absent: `f32`. */
  readonly precision?: Precision;
  /** Seeds that are reported, or how many; absent: the tier's. */
  readonly seeds?: number | readonly number[];
  /** Cells that are run, as on the command line: `task=rte|wic,method=prompt`; absent: all. */
  readonly only?: string;
  /** Worker processes; absent: one for each core, or one where a GPU is used. */
  readonly workers?: number;
  /** Results folder; absent: `KIT_RESULTS`, else `results/` of the repository. */
  readonly results?: string;
  /** Whether what the runs train is kept in `adapters/` of the results folder; absent: it is not. */
  readonly adapters?: boolean;
  /** Stops the work; finished runs are kept. */
  readonly signal?: AbortSignal;
}

/** A reproduced experiment; it shows itself as its table, and its parts by themselves, in a notebook or a terminal. */
export class Reproduced implements Displayable {
  readonly #view: RenderedView;
  readonly #store: RunStore;

  /**
   * @param result every cell with its runs, for those who compute with them
   * @param results folder of the runs
   */
  constructor(readonly result: ShownResult, view: RenderedView, results: string) {
    this.#view = view;
    this.#store = new RunStore(results);
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    return this.table()[JUPYTER_DISPLAY]();
  }

  [INSPECT](): string {
    return Deno.inspect(this.table());
  }

  /** Our numbers beside the paper's. */
  table(): Displayable {
    return table(this.#view.table);
  }

  /** The same as a picture. */
  chart(): Displayable {
    const { experiment: { title, question } } = this.result;
    const { spec, svg } = this.#view.chart;
    return showChart(spec, svg, `Chart: ${title}. ${question}`);
  }

  /** Which of the paper's statements the data supports. */
  claims(): Displayable {
    return table(this.#view.claims);
  }

  /** The same runs under every protocol they serve, and by how much choosing an epoch flatters. */
  protocols(): Displayable {
    const { protocols } = this.#view;
    return protocols === null
      ? markdown(
        "No protocols to compare: the mini tier has separate rows for selection and scoring.",
      )
      : table(protocols);
  }

  /** Runs, commit, engine, versions, and how to cite the result. */
  provenance(): Displayable {
    return table(this.#view.provenance);
  }

  /**
   * Each reported run as a flat row, for tables and charts of your own: scores in percent, settings, run id.
   *
   * @example
   * ```ts
   * result.runs().filter(({ task, seed }) => task === "RTE" && seed === 0);
   * ```
   */
  runs(): RunRow[] {
    return runRows(this.result);
  }

  /**
   * The training loss of single runs, and their score on dev where it was asked on the way.
   *
   * @param where which runs, by the columns of {@linkcode Reproduced.runs} that name a cell, `seed` or `runId`
   * @throws {UsageError} if there are none, or too many for one picture
   *
   * @example
   * ```ts
   * await result.curves({ task: "RTE", seed: 0 }); // all methods side by side
   * ```
   */
  curves(where: Labels = {}): Promise<Displayable> {
    const text = `Learning curves: ${this.result.experiment.title}`;
    return plot(toCurves(this.result, where), text);
  }

  /**
   * Folders of what the runs trained, for `predict`, `inspect` and `push`. Runs that trained nothing, or
   * the whole model, have none.
   *
   * @param where which runs, as for {@linkcode Reproduced.curves}
   * @throws {UsageError} if no run fits, or none that does was kept
   *
   * @example
   * ```ts
   * const [adapter] = await result.adapters({ method: "prompt", seed: 0 });
   * await predict({ model: "mini", adapter, input: ["..."] });
   * ```
   */
  async adapters(where: Labels = {}): Promise<[string, ...string[]]> {
    const folders = pickRuns(this.result, where).map(({ record }) =>
      this.#store.adapter(record.runId)
    );
    const areThere = await Promise.all(folders.map(isFolder));
    const [first, ...rest] = folders.filter((_, i) => areThere[i]);
    if (first !== undefined) return [first, ...rest];
    throw new UsageError(`Cannot find adapters: no run kept one, such as in "${folders[0]}"`);
  }

  /** The table as CSV, one line for each cell, numbers not rounded. */
  csv(): string {
    return tableToCsv(toTable(this.result));
  }

  /** The table as a LaTeX `tabular` with booktabs. */
  latex(): string {
    return tableToLatex(toTable(this.result));
  }

  /**
   * Writes table (Markdown, CSV, HTML, LaTeX), chart (SVG, PNG, Vega-Lite) and the page that shows all.
   *
   * @returns the paths written
   * @throws {UsageError} if the folder cannot be written
   */
  save(folder: string): Promise<string[]> {
    return renderFiles(this.result, folder);
  }

  /** What is missing, in words. */
  missing(): Displayable {
    const lines = this.result.cells.flatMap(({ cell, missing }) =>
      missing.map(({ seed, reason }) =>
        `- ${Object.values(cell.labels).join(", ")}, seed ${seed}: ${reason ?? "not run"}`
      )
    );
    return markdown(lines.length === 0 ? "Nothing is missing." : lines.join("\n"));
  }
}

/**
 * Makes the runs that an experiment misses, and shows what it found.
 *
 * Finished runs are kept on disk and shared by all experiments: calling it again is quick.
 *
 * @throws {UsageError} if a name or an option is unknown, or the results folder cannot be written
 * @throws {RunInterrupted} if it was stopped; finished runs are kept
 *
 * @example
 * ```ts
 * const result = await reproduce("superglue", { tier: "mini", seeds: [0, 1, 2] });
 * result.table();
 * ```
 */
export async function reproduce(name: string, options: ReproduceOptions = {}): Promise<Reproduced> {
  checkOptions("reproduce", options, REPRODUCE);
  const experiments = findExperiments([name]);
  const tier = withPrecision(findTier(options.tier ?? "mini", options.seeds), options.precision);
  const only = options.only === undefined ? undefined : parseOnly(options.only);
  const progress = new RunProgress();
  const { results = resultsFolder(), jit, engine, workers, adapters } = options;
  const machine = { ...given({ engine, jit, workers }), onEvent: progress.listen };
  const lab = await assemble(tier, results, machine);
  try {
    const found = await interruptible(
      options.signal,
      (signal) => reproduceAll(experiments, { ...lab, only, keepsAdapters: adapters, signal }),
    );
    const [result] = found.results;
    const notice = otherEnginesNotice(allRuns(result!), engine ?? "auto");
    if (notice !== undefined) say(notice);
    return new Reproduced(result!, await renderView(result!), results);
  } finally {
    await progress.finish();
  }
}
