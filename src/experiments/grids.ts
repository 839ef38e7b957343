/**
 * How many runs each experiment makes at each tier: every list that decides it, in one place.
 *
 * Lists with one candidate choose nothing. At the mini tier a run of 200 steps with 10 tokens takes
 * about 3 seconds of a core, one with 100 tokens about four times as long;
 * `tests/experiments/grids_test.ts` keeps the sum within the time that the README promises.
 *
 * @module
 */
import type { TierName } from "../lab/experiment.ts";
import type { Answering } from "../lab/run.ts";

/** Candidates that are compared on dev. */
export interface Candidates {
  readonly learningRates: readonly number[];
  readonly inits: readonly string[];
}

/** How a tier uses one of its models. */
export interface ModelGrid {
  /** Width of the residual network and the MLP. */
  readonly bottleneck: number;
  /** How answers are read off; absent: as the tier says. */
  readonly answering?: Answering;
  /** What the model is asked instead of a task that is not for it. */
  readonly instead?: Readonly<Record<string, string>>;
  /** Candidates by method; absent: those of the grid. */
  readonly candidates?: Readonly<Record<string, Candidates>>;
}

/** What a tier varies. */
export interface Grid {
  /** Names of the eight tasks. */
  readonly tasks: readonly string[];
  /** Most steps of a run; null: as many as the paper's epochs take. */
  readonly mostSteps: number | null;
  /** Candidates by method. */
  readonly candidates: Readonly<Record<string, Candidates>>;
  /** The models of the tier by name, the main one first. */
  readonly models: Readonly<Record<string, ModelGrid>>;
  /** Table 2 and 5. */
  readonly length: {
    readonly models: readonly string[];
    readonly tasks: readonly string[];
    readonly lengths: readonly number[];
  };
  /** Table 3. */
  readonly parameters: { readonly tasks: readonly string[]; readonly promptLength: number };
  /** Table 4. */
  readonly initialization: { readonly tasks: readonly string[]; readonly inits: readonly string[] };
  /** Figure 4. */
  readonly learningRate: {
    readonly model: string;
    readonly tasks: readonly string[];
    readonly promptLength: number;
    readonly learningRates: readonly number[];
  };
  /** Figure 5. */
  readonly fewShot: {
    readonly model: string;
    readonly tasks: readonly string[];
    readonly promptLength: number;
    readonly shots: readonly number[];
  };
  /** Table 6 and figure 6. */
  readonly bottleneckSweep: {
    readonly tasks: readonly string[];
    readonly widths: readonly number[];
    /** Two of the widths: the claim is that the narrow one does as well. */
    readonly narrow: number;
    readonly wide: number;
  };
  /** Figure 3. */
  readonly convergence: { readonly tasks: readonly string[]; readonly evaluations: number };
  /** Whether the gain is still there where each method chooses for itself. */
  readonly tuned: { readonly tasks: readonly string[]; readonly candidates: Candidates };
}

const TASKS = ["boolq", "cb", "copa", "multirc", "record", "rte", "wic", "wsc"];

/** Soft prompts of BERT. */
const BERT_SOFT: Candidates = { learningRates: [0.001, 0.01, 0.1], inits: ["vocabulary"] };

/**
 * The paper's own settings: one learning rate and one initialisation for all. They hold at the mini
 * tier too, whose model is in T5's units (`mini/recipe.ts`).
 */
const PUBLISHED: Candidates = { learningRates: [0.3], inits: ["vocabulary"] };

/** The paper's recipe of every method. */
const RECIPE: Grid["candidates"] = {
  prompt: PUBLISHED,
  mlp_prompt: PUBLISHED,
  lstm_prompt: PUBLISHED,
  residual_prompt: PUBLISHED,
  full: { learningRates: [3e-4], inits: [] },
};

/** What prompts choose from on dev; the published recipe comes first, as of equals the first is taken. */
const CHOICE: Candidates = {
  learningRates: [0.3, 0.1, 1, 3],
  inits: ["vocabulary", "uniform"],
};

const SMALL_MODEL = "google-t5/t5-small";
const BASE_MODEL = "google-t5/t5-base";
const LARGE_MODEL = "google-t5/t5-large";

/**
 * BERT reads an entity at a time, as it cannot write one. The paper does not tell its learning
 * rates for BERT: they are chosen on dev, with those of BERT's paper for fine-tuning (A.3).
 */
const BERT: ModelGrid = {
  bottleneck: 250,
  answering: "rank",
  instead: { wsc_generate: "wsc", record: "record_entity" },
  candidates: {
    prompt: BERT_SOFT,
    mlp_prompt: BERT_SOFT,
    lstm_prompt: BERT_SOFT,
    residual_prompt: BERT_SOFT,
    full: { learningRates: [2e-5, 3e-5, 5e-5], inits: [] },
  },
};

const PAPER: Grid = {
  tasks: TASKS.with(7, "wsc_generate"), // the paper's code has no other WSC for T5
  mostSteps: null,
  candidates: RECIPE,
  models: {
    [BASE_MODEL]: { bottleneck: 250 },
    [LARGE_MODEL]: { bottleneck: 400 },
    "google/t5-base-lm-adapt": { bottleneck: 250 },
    "google-bert/bert-base-uncased": BERT,
  },
  length: {
    models: [BASE_MODEL, LARGE_MODEL],
    tasks: TASKS.with(7, "wsc_generate"),
    lengths: [2, 10, 100],
  },
  parameters: { tasks: ["boolq", "cb", "multirc", "wic", "wsc_generate"], promptLength: 100 },
  initialization: { tasks: ["cb", "multirc", "rte", "wic"], inits: ["vocabulary", "uniform"] },
  learningRate: {
    model: LARGE_MODEL,
    tasks: ["cb", "multirc", "wic"],
    promptLength: 100,
    learningRates: [0.001, 0.01, 0.03, 0.3, 10],
  },
  fewShot: {
    model: LARGE_MODEL,
    tasks: ["boolq", "rte", "wic", "wsc_generate"],
    promptLength: 100,
    shots: [5, 20, 100],
  },
  bottleneckSweep: {
    tasks: ["cb", "copa", "rte", "wic"],
    widths: [5, 10, 50, 100, 400, 1500],
    narrow: 50,
    wide: 400,
  },
  convergence: { tasks: ["rte"], evaluations: 20 },
  tuned: { tasks: ["cb", "copa", "rte", "wsc_generate"], candidates: CHOICE },
};

const MINI: Grid = {
  tasks: TASKS,
  mostSteps: null,
  candidates: RECIPE,
  models: { mini: { bottleneck: 64 } },
  length: {
    models: ["mini"],
    tasks: ["rte", "wic"], // 100 tokens are costly
    lengths: [2, 10, 100],
  },
  parameters: { tasks: ["boolq", "cb", "multirc", "wic", "wsc"], promptLength: 10 },
  initialization: { tasks: ["cb", "multirc", "rte", "wic"], inits: ["vocabulary", "uniform"] },
  learningRate: {
    model: "mini",
    tasks: ["cb", "multirc", "wic"],
    promptLength: 10,
    learningRates: [0.001, 0.01, 0.03, 0.3, 10],
  },
  fewShot: {
    model: "mini",
    tasks: ["rte", "wic"],
    promptLength: 10,
    shots: [5, 20, 100],
  },
  bottleneckSweep: {
    tasks: ["cb", "copa", "rte", "wic"],
    widths: [1, 6, 64],
    narrow: 6, // to the 96 numbers of a token what the paper's 50 are to 768
    wide: 64,
  },
  convergence: { tasks: ["copa", "rte", "wsc"], evaluations: 8 },
  tuned: { tasks: ["copa", "multirc", "wsc"], candidates: CHOICE },
};

/** The same lists for T5-Small alone, with WSC as SuperGLUE has it, a yes/no task. */
function forSmall(grid: Grid): Grid {
  const plain = (tasks: readonly string[]) =>
    tasks.map((task) => task === "wsc_generate" ? "wsc" : task);
  const { length, parameters, fewShot, learningRate, tuned } = grid;
  return {
    ...grid,
    mostSteps: 6_240, // 20 epochs of RTE: a night on one GPU, not a month
    models: { [SMALL_MODEL]: { bottleneck: 250 } },
    tasks: plain(grid.tasks),
    length: { ...length, models: [SMALL_MODEL], tasks: plain(length.tasks) },
    parameters: { ...parameters, tasks: plain(parameters.tasks) },
    fewShot: { ...fewShot, model: SMALL_MODEL, tasks: plain(fewShot.tasks) },
    learningRate: { ...learningRate, model: SMALL_MODEL },
    tuned: { ...tuned, tasks: plain(tuned.tasks) },
  };
}

/** The grids by tier. */
export const GRIDS: Readonly<Record<TierName, Grid>> = {
  mini: MINI,
  small: forSmall(PAPER),
  paper: PAPER,
};
