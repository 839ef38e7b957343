/**
 * How many runs each experiment makes at each tier: every list that decides it, in one place.
 *
 * Lists with one candidate choose nothing. At the mini tier a run of 100 steps with 10 tokens takes
 * about 2 seconds of a core, one with 100 tokens about four times as long;
 * `tests/experiments/grids_test.ts` keeps the sum within the time that the README promises.
 *
 * @module
 */
import type { TierName } from "../lab/experiment.ts";

/** Candidates that are compared on dev. */
export interface Candidates {
  readonly learningRates: readonly number[];
  readonly inits: readonly string[];
}

/** What a tier varies. */
export interface Grid {
  /** Names of the eight tasks. */
  readonly tasks: readonly string[];
  /** Most steps of a run; null: as many as the paper's epochs take. */
  readonly mostSteps: number | null;
  /** Candidates by method. */
  readonly candidates: Readonly<Record<string, Candidates>>;
  /** Width of the residual network and the MLP, by model. */
  readonly bottleneck: Readonly<Record<string, number>>;
  /** Table 2 and 5. */
  readonly length: {
    readonly tasks: readonly string[];
    readonly lengths: readonly number[];
    readonly candidates: Candidates;
  };
  /** Table 3. */
  readonly parameters: { readonly tasks: readonly string[]; readonly promptLength: number };
  /** Table 4. */
  readonly initialization: { readonly tasks: readonly string[]; readonly inits: readonly string[] };
  /** Figure 4. */
  readonly learningRate: {
    readonly tasks: readonly string[];
    readonly promptLength: number;
    readonly learningRates: readonly number[];
  };
  /** Figure 5. */
  readonly fewShot: {
    readonly tasks: readonly string[];
    readonly promptLength: number;
    readonly shots: readonly number[];
    readonly candidates: Candidates;
  };
  /** Table 6 and figure 6. */
  readonly bottleneckSweep: {
    readonly tasks: readonly string[];
    readonly widths: readonly number[];
    /** Two of the widths: the claim is that the narrow one does as well. */
    readonly narrow: number;
    readonly wide: number;
    readonly candidates: Candidates;
  };
  /** Figure 3. */
  readonly convergence: { readonly tasks: readonly string[]; readonly evaluations: number };
}

const TASKS = ["boolq", "cb", "copa", "multirc", "record", "rte", "wic", "wsc"];

/** The paper's own settings: one learning rate and one initialisation for all. */
const PUBLISHED: Candidates = { learningRates: [0.3], inits: ["vocabulary"] };

const PAPER: Grid = {
  tasks: TASKS.with(7, "wsc_generate"), // the paper's code has no other WSC for T5
  mostSteps: null,
  candidates: {
    prompt: PUBLISHED,
    mlp_prompt: PUBLISHED,
    lstm_prompt: PUBLISHED,
    residual_prompt: PUBLISHED,
    full: { learningRates: [3e-4], inits: [] },
  },
  bottleneck: { "google-t5/t5-small": 250, "google-t5/t5-base": 250, "google-t5/t5-large": 400 },
  length: {
    tasks: TASKS.with(7, "wsc_generate"),
    lengths: [2, 10, 100],
    candidates: PUBLISHED,
  },
  parameters: { tasks: ["boolq", "cb", "multirc", "wic", "wsc_generate"], promptLength: 100 },
  initialization: { tasks: ["cb", "multirc", "rte", "wic"], inits: ["vocabulary", "uniform"] },
  learningRate: {
    tasks: ["cb", "multirc", "wic"],
    promptLength: 100,
    learningRates: [0.001, 0.01, 0.03, 0.3, 10],
  },
  fewShot: {
    tasks: ["boolq", "rte", "wic", "wsc_generate"],
    promptLength: 100,
    shots: [5, 20, 100],
    candidates: PUBLISHED,
  },
  bottleneckSweep: {
    tasks: ["cb", "copa", "rte", "wic"],
    widths: [5, 10, 50, 100, 400, 1500],
    narrow: 50,
    wide: 400,
    candidates: PUBLISHED,
  },
  convergence: { tasks: ["rte"], evaluations: 20 },
};

/** Soft prompts at the mini tier: the paper's rate, a tenth and ten times of it. */
const SOFT: Candidates = { learningRates: [0.03, 0.3, 3], inits: ["vocabulary", "uniform"] };

const MINI: Grid = {
  tasks: TASKS,
  mostSteps: null,
  candidates: {
    prompt: SOFT,
    residual_prompt: SOFT,
    mlp_prompt: { learningRates: [0.003, 0.03, 0.3], inits: ["vocabulary"] },
    lstm_prompt: { learningRates: [3e-4, 0.003, 0.03], inits: ["vocabulary"] },
    full: { learningRates: [1e-4, 3e-4, 1e-3], inits: [] },
  },
  bottleneck: { mini: 64 },
  length: {
    tasks: ["rte", "wic"], // 100 tokens are costly
    lengths: [2, 10, 100],
    candidates: { learningRates: [0.03, 0.3, 3], inits: ["vocabulary"] },
  },
  parameters: { tasks: ["boolq", "cb", "multirc", "wic", "wsc"], promptLength: 10 },
  initialization: { tasks: ["cb", "multirc", "rte", "wic"], inits: ["vocabulary", "uniform"] },
  learningRate: {
    tasks: ["cb", "multirc", "wic"],
    promptLength: 10,
    learningRates: [0.001, 0.01, 0.03, 0.3, 10],
  },
  fewShot: {
    tasks: ["rte", "wic"],
    promptLength: 10,
    shots: [5, 20, 100],
    candidates: { learningRates: [0.03, 0.3, 3], inits: ["vocabulary"] },
  },
  bottleneckSweep: {
    tasks: ["cb", "copa", "rte", "wic"],
    widths: [1, 6, 64],
    narrow: 6, // to the 96 numbers of a token what the paper's 50 are to 768
    wide: 64,
    candidates: PUBLISHED,
  },
  convergence: { tasks: ["rte"], evaluations: 5 },
};

/** The same lists with WSC as SuperGLUE has it, a yes/no task. */
function withPlainWsc(grid: Grid): Grid {
  const plain = (tasks: readonly string[]) =>
    tasks.map((task) => task === "wsc_generate" ? "wsc" : task);
  const { length, parameters, fewShot } = grid;
  return {
    ...grid,
    tasks: plain(grid.tasks),
    length: { ...length, tasks: plain(length.tasks) },
    parameters: { ...parameters, tasks: plain(parameters.tasks) },
    fewShot: { ...fewShot, tasks: plain(fewShot.tasks) },
  };
}

/** The grids by tier. */
export const GRIDS: Readonly<Record<TierName, Grid>> = {
  mini: MINI,
  small: { ...withPlainWsc(PAPER), mostSteps: 6_240 }, // 20 epochs of RTE: a night on one GPU, not a month
  paper: PAPER,
};
