/**
 * What a declaration says about how its result is shown.
 *
 * @module
 */
import type { Experiment, ExperimentResult, TierSettings } from "../lab/experiment.ts";
import type { Measure } from "./points.ts";
import type { Published } from "./published.ts";
import type { Labels } from "./titles.ts";

/** Printed numbers that stand beside ours, as a block of a table or a panel of a chart. */
export interface Beside {
  readonly published: Published;
  /** Which of its numbers; absent: all. */
  readonly where?: Labels;
  /** What they are: `T5-Base, SuperGLUE`. */
  readonly title: string;
}

/** The table of an experiment: a row for each combination of `rows`, a column for each `column`. */
export interface TableSpec {
  /** Label keys that name a row. */
  readonly rows: readonly string[];
  /** Label key whose values are the columns. */
  readonly column: string;
  /** Only points with these labels; absent: all. */
  readonly where?: Labels;
  /** Rows with one of these labels are not among those of which the highest is bold. */
  readonly aside?: Labels;
  /** Counts of a run as further columns. */
  readonly counts?: readonly ("trainedParameters" | "storedParameters")[];
  readonly beside: readonly Beside[];
}

/** The chart of an experiment: small multiples, ours above, the paper's below. */
export interface ChartSpec {
  /** `dots`: x are words; `lines`: x are numbers. */
  readonly mark: "dots" | "lines";
  /** Label key, or a count of a run. */
  readonly x: string;
  /** `log` for numbers that span decades; absent: linear. */
  readonly scale?: "log";
  /** Only points with these labels; absent: all. */
  readonly where?: Labels;
  /** Label key of the small multiples; absent: one picture. */
  readonly facet?: string;
  /** Label key of the colours. */
  readonly color: string;
  /** Title of the y axis; null where the small multiples say what it is. */
  readonly y: string | null;
  readonly beside: readonly Beside[];
}

/** Which points a claim compares; each label key must have that value. */
export type Where = Labels;

/**
 * A statement of the paper that the data can support or not.
 *
 * `difference`: `left` minus `right` is above zero. `no_worse`: it is above `-margin`. `steadier`:
 * over the values of `over`, `left` moves by less than `right` does. `equal_count`: both have the
 * same count. Every comparison is paired by task and seed.
 */
export type Claim =
  & {
    /** `snake_case`, unique within the experiment. */
    readonly id: string;
    /** The statement in plain words, true or not: the verdict says which. */
    readonly text: string;
    readonly left: Where;
    readonly right: Where;
    /** Where the paper's own numbers for the same comparison are: one source, or several. */
    readonly beside?: Beside | readonly Beside[];
    /** Tasks that do not count, by title. */
    readonly without?: readonly string[];
  }
  & (
    | { readonly kind: "difference" }
    | { readonly kind: "no_worse"; /** In points. */ readonly margin: number }
    | {
      readonly kind: "steadier";
      readonly over: string;
      /** Least value of `over` that counts; absent: all count. */
      readonly from?: number;
    }
    | { readonly kind: "equal_count"; readonly count: "storedParameters" | "trainedParameters" }
  );

/** How an experiment is shown. */
export interface View {
  readonly measure: Measure;
  readonly table: TableSpec;
  readonly chart: ChartSpec;
  /** The first is the one that a summary shows. A function where a tier compares values of its own. */
  readonly claims: readonly Claim[] | ((tier: TierSettings) => readonly Claim[]);
  /** Remarks under every table of the experiment: what differs from the paper, and how. */
  readonly notes: readonly string[];
}

/** An experiment that says how it is shown. */
export type ShownExperiment = Experiment<View>;

/** Its result at a tier. */
export type ShownResult = ExperimentResult<View>;
