/**
 * `deno task score`: log-likelihoods of given targets.
 *
 * @module
 */
import type { ScoredLine } from "../train/single_request.ts";
import { defineCommand } from "./command.ts";
import { withInterrupt } from "./interrupt.ts";
import { ENGINE_OPTIONS, readEngine } from "./machine.ts";
import { required } from "./single.ts";

/** The command. */
export const score = defineCommand({
  name: "score",
  summary: "Writes the log-likelihood of each target of a JSONL file",
  synopsis: "--model MODEL --input FILE [--adapter DIR] [options]",
  options: {
    model: { type: "string", value: "MODEL", about: "mini, a folder, or an id of the Hub" },
    adapter: { type: "string", value: "DIR", about: "what `train` wrote, or an adapter of PEFT" },
    input: {
      type: "string",
      value: "FILE",
      about: 'lines such as {"input": "...", "target": "..."}',
    },
    ...ENGINE_OPTIONS,
  },
  notes: ['Each line gives one line, in order: {"logLikelihood": -1.25, "targetTokens": 2}'],
  async run({ values }) {
    const model = required("score", "model", values.model);
    const input = required("score", "input", values.input);
    const engine = readEngine(values);
    const { scoreSingle } = await import("../train/single.ts"); // loads an engine
    const lines = await withInterrupt<readonly ScoredLine[]>((signal) =>
      scoreSingle({
        model,
        input,
        ...(values.adapter === undefined ? {} : { adapter: values.adapter }),
        ...engine,
        signal,
        notice: (line: string) => console.error(line),
      })
    );
    for (const line of lines) console.log(JSON.stringify(line));
    return 0;
  },
});
