/**
 * `deno task evaluate`: scores a model, with or without an adapter, on a task.
 *
 * @module
 */
import type { Evaluated } from "../train/single_request.ts";
import { defineCommand, integerOption } from "./command.ts";
import { withInterrupt } from "./interrupt.ts";
import { checkWord, ENGINE_OPTIONS, readEngine } from "./machine.ts";
import { DATA_OPTIONS, dataOf, required } from "./single.ts";

/** The command. */
export const evaluate = defineCommand({
  name: "evaluate",
  summary: "Scores a model, with or without an adapter, on a task or a JSONL file",
  synopsis: "--model MODEL --task TASK [--adapter DIR] [options]",
  options: {
    model: { type: "string", value: "MODEL", about: "mini, a folder, or an id of the Hub" },
    task: { type: "string", value: "TASK", about: "a task's name, or a file of input and target" },
    adapter: { type: "string", value: "DIR", about: "what `train` wrote, or an adapter of PEFT" },
    ...DATA_OPTIONS,
    split: { type: "string", value: "NAME", about: "train, dev or test; default: test" },
    answering: { type: "string", value: "HOW", about: "generate or rank; default: generate" },
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
    const engine = readEngine(values);
    const { evaluateSingle } = await import("../train/single.ts"); // loads an engine
    const result = await withInterrupt<Evaluated>((signal) =>
      evaluateSingle({
        model,
        ...dataOf(model, task, values),
        ...(adapter === undefined ? {} : { adapter }),
        split: split as "train" | "dev" | "test",
        answering: answering as "generate" | "rank",
        examples,
        ...engine,
        signal,
        notice: (line: string) => console.error(line),
      })
    );
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
