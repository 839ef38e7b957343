/**
 * `deno task evaluate`: scores a model, with or without an adapter, on a task.
 *
 * @module
 */
import { dataOf } from "../assembly/single_run.ts";
import { UsageError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { userFolder, userPath } from "../core/user_path.ts";
import type { Evaluated, EvaluateRequest, SingleOptions } from "../jobs/request.ts";
import { type Answering, KNOWN_WORDS } from "../lab/run.ts";
import { SCORED_SPLITS, type ScoredSplit } from "../train/data.ts";
import { defineCommand, integerOption } from "./command.ts";
import { DATA_OPTIONS, FILE_NOTES, JOB_OPTIONS, readPlaces, runScoring } from "./job.ts";
import { checkWord, ENGINE_OPTIONS, PRECISION_OPTION, readPrecision } from "./machine.ts";

/** The command. */
export const evaluate = defineCommand({
  name: "evaluate",
  summary: "Scores a model, with or without an adapter, on a task or a JSONL file",
  synopsis: "--model MODEL --task TASK [--adapter ADAPTER] [options]",
  options: {
    model: JOB_OPTIONS.model,
    task: JOB_OPTIONS.task,
    adapter: JOB_OPTIONS.adapter,
    ...DATA_OPTIONS,
    split: {
      type: "string",
      value: "NAME",
      about:
        "train, dev, test, or all (rows of a file); default: test, or all for a file that has no " +
        '"split" fields and that the adapter was not trained on',
    },
    answering: JOB_OPTIONS.answering,
    examples: { type: "string", value: "N", about: "maximum number of examples; default: all" },
    predictions: { type: "string", value: "FILE", about: "write one JSON line per example" },
    json: { type: "boolean", about: "print JSON" },
    ...PRECISION_OPTION,
    ...ENGINE_OPTIONS,
  },
  notes: [
    ...FILE_NOTES,
    'Format of predictions: {"input": "...", "target": "...", "answer": "...", "right": true}',
    "Example:",
    "  deno task evaluate --model mini --adapter my_prompt --task rte",
  ],
  async run({ values }) {
    const places = readPlaces("evaluate", values);
    const { split, answering = "generate", adapter } = values;
    const file = values.predictions && userPath(values.predictions);
    checkWord("split", split, SCORED_SPLITS);
    checkWord("answering", answering, KNOWN_WORDS.answering);
    const examples = integerOption("examples", values.examples, 1) ?? null;
    const data = dataOf(places.model, places.task, places);
    if (file) await writeLines(file, [], true); // fails before the work, not after
    const request = {
      model: places.model,
      ...data,
      ...given({
        adapter: adapter && userFolder(adapter),
        split: split as ScoredSplit | undefined,
      }),
      answering: answering as Answering,
      examples,
      precision: readPrecision(values.precision),
    };
    const { predictions, ...result } = await evaluateWatched(values, request);
    console.log(values.json ? JSON.stringify(result, null, 1) : scoreLine(result));
    if (file) await writeLines(file, predictions, false); // last: a full disk leaves the scores
    return 0;
  },
});

function scoreLine({ scores, count, split }: Omit<Evaluated, "predictions">): string {
  const percents = Object.entries(scores).map(([metric, value]) =>
    `${metric} ${(100 * value).toFixed(1)} %`
  );
  return `${percents.join(", ")} on ${count} examples (${split})`;
}

/** Evaluates while a line tells how far it is. */
async function evaluateWatched(
  engine: Parameters<typeof runScoring>[0],
  request: Omit<EvaluateRequest, keyof SingleOptions>,
): Promise<Evaluated> {
  return await runScoring(engine, request, async (options, line) => {
    const { evaluateSingle } = await import("../jobs/evaluate.ts"); // loads an engine
    return await evaluateSingle({ ...request, progress: line.showScored, ...options });
  });
}

async function writeLines(
  path: string,
  lines: readonly object[],
  append: boolean,
): Promise<void> {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  await Deno.writeTextFile(path, text, { append }).catch((error) => {
    throw new UsageError(`Cannot write "${path}": ${error.message}`);
  });
}
