/**
 * `deno task score`: log-likelihoods of given targets.
 *
 * @module
 */
import { given } from "../core/given.ts";
import { userFolder, userModel, userPath } from "../core/user_path.ts";
import { STANDARD_INPUT } from "../tasks/jsonl.ts";
import { defineCommand, required } from "./command.ts";
import { JOB_OPTIONS, printLines, runScoring } from "./job.ts";
import { ENGINE_OPTIONS, PRECISION_OPTION, readPrecision } from "./machine.ts";

/** The command. */
export const score = defineCommand({
  name: "score",
  summary: "Computes the log-likelihood of each target in a JSONL file",
  synopsis: "--model MODEL --input FILE [--adapter ADAPTER] [options]",
  options: {
    model: JOB_OPTIONS.model,
    adapter: JOB_OPTIONS.adapter,
    input: {
      type: "string",
      value: "FILE",
      about: 'lines such as {"input": "...", "target": "..."}, or - for standard input',
    },
    ...PRECISION_OPTION,
    ...ENGINE_OPTIONS,
  },
  notes: [
    'Prints one line per input line, in order: {"logLikelihood": -1.25, "targetTokens": 2}',
    "Example:",
    "  deno task score --model mini --adapter my_prompt --input pairs.jsonl",
  ],
  async run({ values }) {
    const model = userModel(required("score", "model", values.model));
    const typed = required("score", "input", values.input);
    const input = typed === STANDARD_INPUT ? typed : userPath(typed);
    const adapter = values.adapter && userFolder(values.adapter);
    const precision = readPrecision(values.precision);
    const request = { model, precision, input, ...given({ adapter }) };
    await runScoring(values, request, async (options, line) => {
      const { scoreSingle } = await import("../jobs/score.ts"); // loads an engine
      const shown = { found: line.above(printLines), progress: line.showScored };
      return await scoreSingle({ ...request, ...shown, ...options });
    });
    return 0;
  },
});
