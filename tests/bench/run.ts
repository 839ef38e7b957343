/**
 * `deno task bench`: measures the engines beside PyTorch, and writes `results/bench`.
 *
 * ```sh
 * deno task bench                                  # the mini and the T5-Small step
 * deno task bench steps --shape t5_base --prompt 10
 * deno task bench steps --shape mini --contender tensorflow:graph --contender peft
 * deno task bench steps --shape t5_small --precision bf16
 * deno task bench load                             # a checkpoint of T5-Base's shape
 * deno task bench ops                              # single ops
 * deno task bench chart                            # the page and the picture of what was measured
 * ```
 *
 * @module
 */
import { parseArgs } from "node:util";
import { writeChart } from "./chart.ts";
import { benchLoad } from "./load.ts";
import { benchOps } from "./ops.ts";
import { benchSteps } from "./steps.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    shape: { type: "string", multiple: true, default: ["mini", "t5_small"] },
    prompt: { type: "string", multiple: true, default: ["10", "100"] },
    contender: { type: "string", multiple: true },
    rounds: { type: "string", default: "5" },
    threads: { type: "string" },
    precision: { type: "string", default: "f32" },
  },
});

const WHAT: Readonly<Record<string, () => Promise<void>>> = {
  steps: () =>
    benchSteps({
      shapes: values.shape,
      promptLengths: values.prompt.map(Number),
      rounds: Number(values.rounds),
      precision: values.precision === "bf16" ? "bf16" : "f32",
      ...(values.contender ? { contenders: values.contender } : {}),
      ...(values.threads ? { threads: Number(values.threads) } : {}),
    }),
  load: () => benchLoad(Number(values.rounds)),
  ops: benchOps,
  chart: () => Promise.resolve(),
};

const [what = "steps"] = positionals;
const measure = WHAT[what];
if (measure === undefined) {
  console.error(`Cannot measure "${what}": known are ${Object.keys(WHAT).join(", ")}`);
  Deno.exit(2);
}
await measure();
await writeChart();
