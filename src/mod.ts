/**
 * Residual prompt tuning, reproduced: the one door to the kit.
 *
 * ```ts
 * import { reproduce } from "kit";
 *
 * const result = await reproduce("superglue", { tier: "mini" });
 * result.table(); // our numbers beside the paper's
 * ```
 *
 * ```ts
 * import { evaluate, train } from "kit";
 *
 * const { losses } = await train({ model: "mini", task: "rte", out: "my_prompt" });
 * const { scores } = await evaluate({ model: "mini", task: "rte", adapter: "my_prompt" });
 * ```
 *
 * ```ts
 * import { compare } from "kit";
 *
 * const methods = ["residual_prompt", "prompt"];
 * const result = await compare({ model: "mini", tasks: ["mine.jsonl"], methods, results: "mine" });
 * ```
 *
 * The parts, in the order in which they may know each other:
 *
 * | folder | what it owns |
 * | --- | --- |
 * | `core/` | errors, hashes, seeded random streams, look-up by name |
 * | `engine/` | which engine computes, and the compiled program |
 * | `hub/` | bytes of checkpoints and data, pinned and checked |
 * | `text/` | text to token ids and back |
 * | `tasks/` | rows to texts and choices; metrics |
 * | `nn/` | pure tensor functions, losses, optimizers |
 * | `sites.ts` | the places in a forward pass where a method may act |
 * | `models/` | T5, BERT, RoBERTa and Llama |
 * | `methods/` | prompt tuning, residual prompt tuning and their neighbours |
 * | `train/` | one run: method, model, task and seed to scores |
 * | `mini/` | the synthetic world and the recipe of the mini model |
 * | `lab/` | runs on disk, selection on dev, workers, provenance |
 * | `report/` | tables, charts, claims |
 * | `crate/` | results as an archive to deposit |
 * | `experiments/` | one declaration for each table and figure of the paper |
 * | `notebook/` | executing and displaying in Jupyter |
 * | `commands/` | the command line |
 *
 * @module
 */
import { repairKernel } from "./notebook/repair.ts";

await repairKernel(); // in a notebook: see there; anywhere else it does nothing

export { EXPERIMENTS, TIERS } from "./experiments/mod.ts";
export { METHODS } from "./methods/mod.ts";
export { TASKS } from "./tasks/mod.ts";
export { ENGINES, startEngine } from "./engine/registry.ts";
export { compare, type ComparedMethod, type CompareOptions } from "./api/compared.ts";
export { crate, type Crated, type CrateOptions } from "./api/crated.ts";
export { plot } from "./api/plot.ts";
export { reproduce, Reproduced, type ReproduceOptions } from "./api/reproduced.ts";
export { answers, type AnswersOptions } from "./api/recorded_answers.ts";
export {
  evaluate,
  type EvaluateOptions,
  score,
  type ScoreOptions,
  train,
  type TrainOptions,
} from "./api/single_jobs.ts";
export type { RunRow } from "./report/runs.ts";
export type { Evaluated, ScoredLine, TrainedSingle } from "./train/single_request.ts";
export type { Prediction } from "./train/predictions.ts";
export type { Evaluation, RunConfig, RunRecord } from "./lab/run.ts";
