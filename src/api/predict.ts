/**
 * Answers to inputs without targets, from a program or a notebook.
 *
 * @module
 */
import { checkWeightsFit } from "../assembly/single_memory.ts";
import { given } from "../core/given.ts";
import { checkOptions } from "../core/options.ts";
import type { PredictedLine, PredictRequest } from "../jobs/predict_request.ts";
import type { Adapted } from "../jobs/request.ts";
import { jobOf, type JobOptions, withBar } from "./job.ts";
import { PREDICT } from "./option_kinds.ts";

/** What is answered. */
export interface PredictOptions
  extends Pick<PredictRequest, "input" | "choices" | "maxNewTokens">, JobOptions, Adapted {
  /** How an answer is found; absent: `generate`. A classifier picks a class in either case. */
  readonly answering?: PredictRequest["answering"];
  /** Most inputs, the first ones; absent: all. */
  readonly examples?: number;
}

/**
 * Answers inputs: the lines of a file, or a list of texts or of objects with `input` and perhaps `choices`.
 * Other fields of an object come back beside its answer.
 *
 * @throws {UsageError} if an input is wrong, naming its place, or the choices cannot be used
 *
 * @example
 * ```ts
 * const input = ["the dog is hot", "the sea is cold"];
 * const lines = await predict({ model: "mini", adapter: "my_prompt", input, choices: ["true", "false"] });
 * lines[0].answer; // "true"
 * ```
 */
export async function predict(options: PredictOptions): Promise<PredictedLine[]> {
  checkOptions("predict", options, PREDICT);
  const { model, adapter, precision, input, choices, maxNewTokens } = options;
  const { answering = "generate", examples = null } = options;
  const request = {
    ...jobOf(options),
    ...{ model, input, answering, examples },
    ...given({ adapter, precision, choices, maxNewTokens }),
  };
  return await withBar(options.signal, async (bar, signal) => {
    await checkWeightsFit(request, request);
    const { predictSingle } = await import("../jobs/predict.ts"); // loads an engine
    return await predictSingle({ ...request, signal, progress: bar.showScored });
  });
}
