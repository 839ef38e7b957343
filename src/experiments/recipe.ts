/**
 * From a few words to a complete cell: which training, which candidates, which labels.
 *
 * Two experiments that ask for the same cell get the same configuration from here, and so share its
 * runs.
 *
 * @module
 */
import { given } from "../core/given.ts";
import { lookUp } from "../core/registry.ts";
import type { Cell, Choice, TierName, TierSettings } from "../lab/experiment.ts";
import type { Json } from "../lab/run.ts";
import { label, type Labels } from "../report/titles.ts";
import { type Candidates, RECIPE } from "./candidates.ts";
import { MODELS } from "./models.ts";
import { trainingFor } from "./training.ts";

/** The tokens of a prompt where an experiment does not vary them, as in the paper's Table 1. */
const PROMPT_LENGTH = 10;

/** The tokens of a long prompt: the paper's 100 are costly at the mini tier. */
export const LONG_PROMPT: Readonly<Record<TierName, number>> = { mini: 10, small: 100, paper: 100 };

/** Methods that train a prompt of their own. */
export const PROMPT_METHODS = ["prompt", "residual_prompt"] as const;

/** Methods of Table 1, in the order of its rows. */
export const ALL_METHODS = ["prompt", "mlp_prompt", "lstm_prompt", "residual_prompt", "full"];

/** The eight tasks of Table 1; a model that cannot do one of them is asked another (`models.ts`). */
export const ALL_TASKS = ["boolq", "cb", "copa", "multirc", "record", "rte", "wic", "wsc"];

/** What a cell is; everything else follows. */
export interface CellWords {
  readonly task: string;
  readonly method: string;
  /** Absent: the tier's main model. */
  readonly model?: string;
  readonly promptLength?: number;
  readonly bottleneck?: number;
  readonly sharing?: "shared" | "separate";
  /** Further settings of the method. */
  readonly config?: Readonly<Record<string, Json>>;
  readonly shots?: number;
  /** Absent: the method's candidates with this model. */
  readonly candidates?: Candidates;
  /** Label keys and values besides model, method and task. */
  readonly labels?: Labels;
}

/** Makes a complete cell. */
export function defineCell(tier: TierSettings, words: CellWords): Cell {
  const { method, shots = null } = words;
  const model = words.model ?? tier.models[0]!;
  const uses = MODELS[tier.name];
  const own = uses[model] ?? uses[tier.models[0]!]!; // as the main one, if the tier has no such model
  const task = own.instead?.[words.task] ?? words.task;
  const candidates = words.candidates ?? own.candidates?.[method] ??
    lookUp(RECIPE, method, "candidates (candidates.ts) for");
  const choose = choiceOf(tier, candidates);
  return {
    model,
    data: tier.data,
    task,
    ...given({ protocol: tier.protocol }),
    method,
    methodConfig: namedConfig(words, candidates),
    usual: { promptLength: PROMPT_LENGTH, bottleneck: own.bottleneck },
    training: trainingFor(
      tier,
      task,
      method,
      candidates.learningRates[0]!,
      isPlain(words, own.bottleneck) && isSame(candidates, RECIPE[method]),
    ),
    answering: own.answering ?? tier.answering,
    shots,
    examples: tier.examples,
    seeds: tier.seeds,
    ...(choose === null ? {} : { choose }),
    labels: label({
      ...(tier.models.length > 1 ? { model } : {}),
      method,
      task,
      ...words.labels,
    }),
  };
}

/** Whether an experiment varies nothing but the start: such cells are those of Table 1. */
function isPlain(words: CellWords, usualBottleneck: number): boolean {
  const { promptLength = PROMPT_LENGTH, bottleneck = usualBottleneck, sharing = "shared" } = words;
  return promptLength === PROMPT_LENGTH && bottleneck === usualBottleneck && sharing === "shared" &&
    words.shots === undefined && words.config === undefined;
}

function isSame(candidates: Candidates, usual: Candidates | undefined): boolean {
  return JSON.stringify(candidates) === JSON.stringify(usual);
}

function choiceOf(tier: TierSettings, { learningRates, inits }: Candidates): Choice | null {
  if (learningRates.length <= 1 && inits.length <= 1) return null;
  return {
    ...(learningRates.length > 1 ? { learningRate: learningRates } : {}),
    ...(inits.length > 1 ? { methodConfig: { init: inits } } : {}),
    seeds: tier.tuningSeeds,
  };
}

/** What a cell names itself: a method that lacks one of these settings is refused. */
function namedConfig(words: CellWords, { inits: [init] }: Candidates): Record<string, Json> {
  const { promptLength, bottleneck, sharing, config } = words;
  return { ...given({ promptLength, bottleneck, sharing, init }), ...config };
}
