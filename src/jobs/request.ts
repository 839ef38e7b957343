/**
 * What `train`, `evaluate` and `score` of the command line ask for, and what they get.
 *
 * @module
 */
import type { AdapterFormat } from "../adapters/folder.ts";
import type { Jit, Precision } from "../engine/engine.ts";
import type { CheckpointPlace, StepProgress } from "../lab/executor.ts";
import type { Answering, Cost, Outcome, RunConfig } from "../lab/run.ts";
import type { ScoredSplit } from "../train/data.ts";
import type { Prediction } from "./predictions.ts";

/** How the engine is started and who watches. */
export interface SingleOptions {
  readonly engine: string;
  readonly jit?: Jit;
  /** CPU threads; absent: the engine's default. */
  readonly threads?: number;
  readonly signal: AbortSignal;
  /** Sentences for the reader, such as the progress of a download. */
  readonly notice: (line: string) => void;
}

/** One training whose adapter is kept. */
export interface TrainRequest extends SingleOptions {
  readonly config: RunConfig;
  /** Folder of the adapter. */
  readonly out: string;
  readonly progress: (at: StepProgress) => void;
  /** Where the training is kept until the adapter is there; absent: nowhere. */
  readonly checkpoint?: CheckpointPlace;
}

/** What a training found; what only records are read for is left out. */
export interface TrainedSingle extends Omit<Outcome, "answers" | "jackknife"> {
  /** Folder of the adapter. */
  readonly adapter: string;
  readonly format: AdapterFormat;
  readonly learningRate: number;
  /** Loss of the last step. */
  readonly lastLoss: number | null;
  readonly cost: Cost;
  readonly engine: string;
}

/** How far a scoring is. */
export interface ScoringProgress {
  /** Examples that are scored, and all. */
  readonly done: number;
  readonly total: number;
  /** Seconds that are left; null as long as that is not known. */
  readonly secondsLeft: number | null;
}

/** Who is told how far a scoring is. */
export interface Scoring {
  readonly progress?: (at: ScoringProgress) => void;
}

/** A model and what was put on top of it. */
export interface Adapted {
  readonly model: string;
  /** Folder of an adapter, or its id of the Hub; absent: the model as it is. */
  readonly adapter?: string;
  /** How frozen matrices are held; absent: `f32`. */
  readonly precision?: Precision;
}

/** One evaluation. */
export interface EvaluateRequest extends SingleOptions, Scoring, Adapted {
  readonly data: string;
  readonly task: string;
  readonly protocol?: string;
  /**
   * Absent: every row of a user's own file, but test where its lines name splits or the adapter was
   * trained on it; test of everything else.
   */
  readonly split?: ScoredSplit;
  readonly answering: Answering;
  /** Most examples; null: all. */
  readonly examples: number | null;
}

/** What an evaluation found. */
export interface Evaluated {
  /** By metric, 0..1, with `score`. */
  readonly scores: Readonly<Record<string, number>>;
  /** Examples that were scored, and where they are from. */
  readonly count: number;
  readonly split: ScoredSplit;
  readonly predictions: readonly Prediction[];
}

/** Targets to be scored. */
export interface ScoreRequest extends SingleOptions, Scoring, Adapted {
  /** JSONL file of `input` and `target`. */
  readonly input: string;
  /** Takes scores as they come, in the order of the lines. */
  readonly found?: (lines: readonly ScoredLine[]) => void;
}

/** The score of one line. */
export interface ScoredLine {
  /** Natural logarithm, summed over the tokens of the target. */
  readonly logLikelihood: number;
  readonly targetTokens: number;
}
