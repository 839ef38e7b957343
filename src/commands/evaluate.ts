/**
 * `deno task evaluate`: scores a model, with or without an adapter, on a task.
 *
 * @module
 */
import { defineCommand, given, integerOption } from "./command.ts";
import { JOB_OPTIONS, runJob } from "./job.ts";
import { checkWord, ENGINE_OPTIONS } from "./machine.ts";
import { DATA_OPTIONS, dataOf, required } from "./single.ts";

/** The command. */
export const evaluate = defineCommand({
  name: "evaluate",
  summary: "Scores a model, with or without an adapter, on a task or a JSONL file",
  synopsis: "--model MODEL --task TASK [--adapter DIR] [options]",
  options: {
    model: JOB_OPTIONS.model,
    task: JOB_OPTIONS.task,
    adapter: JOB_OPTIONS.adapter,
    ...DATA_OPTIONS,
    split: { type: "string", value: "NAME", about: "train, dev or test; default: test" },
    answering: JOB_OPTIONS.answering,
    examples: { type: "string", value: "N", about: "most examples; default: all" },
    json: { type: "boolean", about: "as JSON" },
    ...ENGINE_OPTIONS,
  },
  async run({ values }) {
    const model = required("evaluate", "model", values.model);
    const task = required("evaluate", "task", values.task);
    const { split = "test", answering = "generate", adapter } = values;
    checkWord("split", split, ["train", "dev", "test"]);
    checkWord("answering", answering, ["generate", "rank"]);
    const examples = integerOption("examples", values.examples, 1) ?? null;
    const data = dataOf(model, task, values);
    const result = await runJob(values, (jobs, options) =>
      jobs.evaluateSingle({
        model,
        ...data,
        ...given({ adapter }),
        split: split as "train" | "dev" | "test",
        answering: answering as "generate" | "rank",
        examples,
        ...options,
      }));
    if (values.json) console.log(JSON.stringify(result, null, 1));
    else {
      const percents = Object.entries(result.scores).map(([metric, value]) =>
        `${metric} ${(100 * value).toFixed(1)} %`
      );
      console.log(`${percents.join(", ")} on ${result.count} examples`);
    }
    return 0;
  },
});
