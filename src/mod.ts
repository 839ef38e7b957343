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
 * import { evaluate, predict, train } from "kit";
 *
 * const { losses } = await train({ model: "mini", task: "rte", out: "my_prompt" });
 * const { scores } = await evaluate({ model: "mini", task: "rte", adapter: "my_prompt" });
 * const answered = await predict({ model: "mini", adapter: "my_prompt", input: ["..."] });
 * ```
 *
 * ```ts
 * import { compare } from "kit";
 *
 * const methods = ["residual_prompt", "prompt"];
 * const result = await compare({ model: "mini", tasks: ["mine.jsonl"], methods, results: "mine" });
 * ```
 *
 * ```ts
 * import { inspect } from "kit";
 *
 * const found = await inspect(["my_prompt", "other_prompt"]);
 * found.tokens(); // norms, nearest words
 * ```
 *
 * `.github/ARCHITECTURE.md` says which folder of `src/` does what.
 *
 * @module
 */
import { repairKernel } from "./notebook/repair.ts";

await repairKernel(); // in a notebook: see there; anywhere else it does nothing

export { EXPERIMENTS, TIERS } from "./experiments/mod.ts";
export { METHODS } from "./methods/mod.ts";
export { TASKS } from "./tasks/mod.ts";
export { ENGINES, startEngine } from "./engine/registry.ts";
export { compare, type ComparedMethod, type CompareOptions } from "./api/compare.ts";
export { crate, type Crated, type CrateOptions } from "./api/crate.ts";
export { inspect, type Inspected, type InspectOptions } from "./api/inspect.ts";
export { plot } from "./api/plot.ts";
export { predict, type PredictOptions } from "./api/predict.ts";
export { prepare, type PrepareOptions } from "./api/prepare.ts";
export { push, type PushOptions } from "./api/push.ts";
export { reproduce, Reproduced, type ReproduceOptions } from "./api/reproduce.ts";
export { table } from "./api/table.ts";
export { answers, type AnswersOptions } from "./api/answers.ts";
export {
  evaluate,
  type EvaluateOptions,
  score,
  type ScoreOptions,
  train,
  type TrainOptions,
} from "./api/single_jobs.ts";
export type { Published } from "./assembly/publication.ts";
export type { Inspection } from "./inspect/inspect.ts";
export type { TokenRow } from "./inspect/token_rows.ts";
export type { Prepared } from "./prepare/prepare.ts";
export type { RunRow } from "./report/runs.ts";
export type { PredictedLine } from "./jobs/predict_request.ts";
export type { Evaluated, ScoredLine, TrainedSingle } from "./jobs/request.ts";
export type { Prediction } from "./jobs/predictions.ts";
export type { Evaluation, RunConfig, RunRecord } from "./lab/run.ts";
