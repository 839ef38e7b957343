/**
 * What one run is: the configuration that decides it, and the record that it leaves.
 *
 * @module
 */
import type { GivenAnswers } from "./given_answers.ts";

/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | {
  readonly [key: string]: Json;
};

/** What the words of a configuration may be. */
export const KNOWN_WORDS = {
  optimizer: ["adamw", "adafactor"],
  schedule: ["constant", "linear", "cosine"],
  keep: ["last", "best"],
  answering: ["generate", "rank"],
} as const;

/** How parameters are trained; see paper section 4 and `data/paper` for the published recipe. */
export interface Training {
  readonly steps: number;
  readonly batchSize: number;
  /** Per step, of the parameters of the method and of base weights alike. */
  readonly learningRate: number;
  readonly optimizer: typeof KNOWN_WORDS.optimizer[number];
  readonly weightDecay: number;
  readonly schedule: typeof KNOWN_WORDS.schedule[number];
  readonly warmupSteps: number;
  /** Largest global norm of the gradients; null: not clipped. */
  readonly clipNorm: number | null;
  /** Whether dropout of the frozen model is on in training. */
  readonly dropout: boolean;
  /** Steps between evaluations on dev; null: only at the end. */
  readonly evaluateEvery: number | null;
  /** Which parameters are scored: those of the last step, or of the best evaluation on dev. */
  readonly keep: typeof KNOWN_WORDS.keep[number];
  /** How frozen matrices are held, on engines that can; absent: f32. */
  readonly precision?: "bf16";
}

/** How an answer is read off the model: written greedily, or the likeliest of the choices. */
export type Answering = typeof KNOWN_WORDS.answering[number];

/** A trained adapter from which a training starts. */
export interface InitFrom {
  /** Its folder, or its id of the Hub with the commit. */
  readonly adapter: string;
  /** SHA-256 of the file of its tensors: this decides the run, wherever the file is. */
  readonly sha256: string;
}

/** Everything that decides a run, defaults written out. */
export interface RunConfig {
  /** `mini`, a Hub id, or a folder. */
  readonly model: string;
  /** Where the rows come from: `mini` (generated), `super_glue` (the Hub), or a JSONL file. */
  readonly data: string;
  readonly task: string;
  /**
   * Name of the protocol (`tasks/protocol.ts`): wording, splits, truncation and scoring. Absent: the
   * rows have splits of their own, inputs lose their tail, and scoring is official.
   */
  readonly protocol?: string;
  readonly method: string;
  /** The complete configuration of the method. */
  readonly methodConfig: { readonly [key: string]: Json };
  /** The adapter whose prompt is the first prompt; absent: `methodConfig` says what is. */
  readonly initFrom?: InitFrom;
  readonly training: Training;
  readonly answering: Answering;
  /** Training examples per class; null: all. */
  readonly shots: number | null;
  /** Most examples taken from each split; null: all. */
  readonly examples: {
    readonly train: number | null;
    readonly dev: number | null;
    readonly test: number | null;
  };
  /** Decides initialisation, data order, dropout and few-shot draw. */
  readonly seed: number;
}

/** Scores at one evaluation. */
export interface Evaluation {
  readonly step: number;
  /** Mean training loss since the evaluation before. */
  readonly trainLoss: number;
  /** Score on dev, 0..1. */
  readonly dev: number;
}

/** What a protocol reports of a run. */
export interface Verdict {
  /** Which evaluation was taken: the best on dev, or the last. */
  readonly selection: "best" | "last";
  readonly step: number;
  /** On the rows that selected; by metric, 0..1. */
  readonly dev: Readonly<Record<string, number>>;
  /** On the rows that count. */
  readonly test: Readonly<Record<string, number>>;
  /** The same with the halves exchanged, where both sides are halves of one split. */
  readonly swapped?: Pick<Verdict, "step" | "dev" | "test">;
}

/** What a run found. */
export interface Outcome {
  /** By metric, 0..1, with `score`: their mean. */
  readonly dev: Readonly<Record<string, number>>;
  readonly test: Readonly<Record<string, number>>;
  /** To the test examples; absent in older records. */
  readonly answers?: GivenAnswers;
  /** Score on test without each block of its rows (`tasks/jackknife.ts`); absent in older records. */
  readonly jackknife?: readonly number[];
  readonly series: readonly Evaluation[];
  /** Loss of each step. */
  readonly losses: readonly number[];
  /** Numbers that were trained, and numbers that are kept for inference. */
  readonly trainedParameters: number;
  readonly storedParameters: number;
  /** By name of each protocol that the run serves; absent where the run has no protocol. */
  readonly verdicts?: Readonly<Record<string, readonly Verdict[]>>;
  /** Examples in each split. */
  readonly counts: Readonly<Record<"train" | "dev" | "test", number>>;
}

/** What a run took, in all processes that worked on it. */
export interface Cost {
  readonly wallSeconds: number;
  readonly trainSeconds: number;
  /** Largest resident memory of the last process; in older records, what was resident at the end. */
  readonly peakBytes: number;
  /** Steps after which the training was stopped and went on later; absent: it never was. */
  readonly stops?: readonly number[];
}

/** Where a run came from. */
export interface Provenance {
  /** Exact command that makes this run again. */
  readonly command: string;
  /** Commit and whether the tree was clean; null outside a git checkout. */
  readonly commit: { readonly id: string; readonly clean: boolean } | null;
  /** SHA-256 of the sources, the weights and the data. */
  readonly hashes: Readonly<Record<"code" | "weights" | "data", string>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly engine: Json;
  readonly machine: {
    readonly os: string;
    readonly arch: string;
    readonly cpu: string;
    /** Its vector units; null where the system does not tell, absent in older records. */
    readonly vectors?: string | null;
  };
  /** ISO 8601, UTC. */
  readonly finishedAt: string;
}

/** The file of a finished run. */
export interface RunRecord {
  readonly runId: string;
  readonly config: RunConfig;
  readonly outcome: Outcome;
  readonly cost: Cost;
  readonly provenance: Provenance;
}
