/**
 * What an experiment declares: the cells of a table or a figure, and which of their
 * hyper-parameters are chosen on dev.
 *
 * A declaration is data. It says nothing about how a run is made (`train/`), where its record lies
 * (`store.ts`) or how a table is drawn (`report/`).
 *
 * @module
 */
import type { Answering, Json, RunConfig, RunRecord, Training } from "./run.ts";

/** What decides a run, but for the seed. */
export type CellConfig = Omit<RunConfig, "seed">;

/**
 * Hyper-parameters that are chosen per cell, on dev: every combination is trained with each tuning
 * seed, and the combination with the best mean dev score gives the cell its configuration.
 *
 * The tuning seeds must be none of the reported ones, so that no reported run took part in its own
 * selection.
 */
export interface Choice {
  /** Candidates for `training.learningRate`; absent: the cell's own. */
  readonly learningRate?: readonly number[];
  /** Candidates by key of `methodConfig`; absent: the cell's own. */
  readonly methodConfig?: Readonly<Record<string, readonly Json[]>>;
  /** Tuning seeds, at least one. */
  readonly seeds: readonly number[];
}

/** One cell of a table, or one point of a figure: one configuration, several seeds. */
export interface Cell extends CellConfig {
  /**
   * What the cell is called where it is shown, by column: `{ method: "Prompt", task: "RTE" }`. The
   * view reads these words and never has to decode a configuration. They decide no run.
   */
  readonly labels: Readonly<Record<string, string | number>>;
  /** The seeds that are reported. */
  readonly seeds: readonly number[];
  /** What is chosen on dev before the reported seeds run; absent: nothing. */
  readonly choose?: Choice;
  /**
   * Settings of methods at this tier, for those that have them: where the cells are completed, they
   * go into `methodConfig` beneath what is named there.
   */
  readonly usual?: RunConfig["methodConfig"];
}

/** Name of a scale at which experiments can be run. */
export type TierName = "mini" | "small" | "paper";

/** One scale: which models, how long, how many seeds. The tiers themselves are in `experiments/`. */
export interface TierSettings {
  readonly name: TierName;
  /** Shown above every table: what was trained on what. */
  readonly title: string;
  /** The data alone, beside the title of one of several models. */
  readonly dataTitle: string;
  /** Models of the tier as `RunConfig.model` names them, the main one first. */
  readonly models: readonly string[];
  /** Where the rows come from, as `RunConfig.data` names it. */
  readonly data: string;
  /** The protocol, as `RunConfig.protocol` names it. */
  readonly protocol?: string;
  /** Where a declaration says nothing else. */
  readonly training: Training;
  readonly answering: Answering;
  readonly examples: RunConfig["examples"];
  /** Seeds that are reported. */
  readonly seeds: readonly number[];
  /** Seeds of candidate runs; none of `seeds`. */
  readonly tuningSeeds: readonly number[];
}

/** A model and data of one's own, in the place of a tier. */
export interface OwnSetting extends Pick<TierSettings, "title" | "dataTitle"> {
  readonly name: "own";
}

/** What a result is about. */
export type Setting = TierSettings | OwnSetting;

/**
 * One question of the paper, or of one's own.
 *
 * @typeParam View how tables, charts and claims are made of the cells; `report/view.ts` owns it
 */
export interface Experiment<View = unknown> {
  /** `snake_case`, the same in file name, command line, results and notebook. */
  readonly name: string;
  readonly title: string;
  /** The question in one sentence. */
  readonly question: string;
  /** Table or figure of the paper. */
  readonly source: string;
  /** File name in `notebooks/`. */
  readonly notebook: string;
  /** The cells at a tier; empty where the experiment needs no runs. */
  cells(tier: TierSettings): readonly Cell[];
  readonly view: View;
}

/** One combination of hyper-parameters and how it did on dev. */
export interface Candidate {
  readonly config: CellConfig;
  /** Finished tuning runs, in the order of the tuning seeds. */
  readonly records: readonly RunRecord[];
  /** Whether a tuning run left the finite numbers, which puts the candidate out. */
  readonly diverged: boolean;
  /** Mean dev score, 0..1; null until every tuning run is finished, or if one diverged. */
  readonly devScore: number | null;
}

/** What is known of a cell: all that tables, charts and claims are made of. */
export interface CellResult {
  readonly cell: Cell;
  /** The cell's configuration with the chosen values; null while candidates are unfinished. */
  readonly config: CellConfig | null;
  /** Candidates in declared order; empty where nothing is chosen. */
  readonly candidates: readonly Candidate[];
  /** Finished reported runs, in the order of `cell.seeds`. */
  readonly records: readonly RunRecord[];
  /** Reported seeds without a record, with the reason if a run failed. */
  readonly missing: readonly { readonly seed: number; readonly reason: string | null }[];
}

/** An experiment at a tier with all that its runs found. */
export interface ExperimentResult<View = unknown> {
  readonly experiment: Experiment<View>;
  readonly tier: Setting;
  readonly cells: readonly CellResult[];
}

/** Checks where it is written that a declaration is complete, and returns it. */
export function defineExperiment<View>(experiment: Experiment<View>): Experiment<View> {
  return experiment;
}
