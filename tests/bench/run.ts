/**
 * `deno task bench`: measures the engines beside PyTorch, and writes `results/bench`.
 *
 * @module
 */
import {
  defineCommand,
  integerOption,
  parseInput,
  renderHelp,
} from "../../src/commands/command.ts";
import { checkWord, PRECISION_OPTION, readPrecision } from "../../src/commands/machine.ts";
import { UsageError } from "../../src/core/errors.ts";
import { given } from "../../src/core/given.ts";
import { lookUp } from "../../src/core/registry.ts";
import { ENGINES } from "../../src/engine/registry.ts";
import { SHAPES } from "./_shape.ts";
import { benchBatches } from "./batches.ts";
import { writeChart } from "./chart.ts";
import { benchLoad } from "./load.ts";
import { benchOps } from "./ops.ts";
import { benchSteps, type StepsOptions } from "./steps.ts";

const WHAT = {
  steps: benchSteps,
  batches: benchBatches,
  load: ({ rounds }) => benchLoad(rounds),
  ops: benchOps,
  chart: () => Promise.resolve(),
} satisfies Readonly<Record<string, (options: StepsOptions) => Promise<void>>>;

/** Throws unless the name is one of `_contender.ts`. */
function checkContender(name: string): void {
  checkWord("contender", name.split(":")[0]!, [...Object.keys(ENGINES), "peft", "gemm"]);
}

/** The command, as those of `src/commands`. */
export const bench = defineCommand({
  name: "bench",
  summary: "Benchmarks the engines against PyTorch and writes results/bench",
  synopsis: `[${Object.keys(WHAT).join("|")}] [options]`,
  takesWords: true,
  options: {
    shape: {
      type: "string",
      multiple: true,
      value: "NAME",
      about: `${Object.keys(SHAPES).join(", ")}; may be repeated; default: mini, t5_small`,
    },
    prompt: {
      type: "string",
      multiple: true,
      value: "N",
      about: "number of prompt tokens; may be repeated; default: 10, 100",
    },
    contender: {
      type: "string",
      multiple: true,
      value: "NAME",
      about:
        "an engine, an engine with its jit mode (tensorflow:graph), peft, or gemm; may be repeated",
    },
    rounds: { type: "string", value: "N", about: "rounds per contender; default: 5" },
    threads: {
      type: "string",
      value: "N",
      about: "CPU threads per contender; default: those of the shape",
    },
    ...PRECISION_OPTION,
  },
  notes: [
    "deno task bench                                  # the mini and the T5-Small step",
    "deno task bench steps --shape t5_base --prompt 10",
    "deno task bench steps --shape mini --contender tensorflow:graph --contender peft",
    "deno task bench steps --shape t5_small --precision bf16",
    "deno task bench batches                          # batches of 8, 16 and 32",
    "deno task bench load                             # a checkpoint of T5-Base's shape",
    "deno task bench ops                              # single ops",
    "deno task bench chart                            # render page and chart from the measurements",
  ],
  async run({ values, positionals: [what = "steps", ...more] }) {
    if (more.length > 0) throw new UsageError("Cannot measure more than one thing at a time");
    const measure = lookUp(WHAT, what, "measurement");
    const shapes = values.shape ?? ["mini", "t5_small"];
    for (const shape of shapes) lookUp(SHAPES, shape, "shape");
    for (const name of values.contender ?? []) checkContender(name);
    await measure({
      shapes,
      promptLengths: values.prompt?.map((text) => integerOption("prompt", text, 1)!) ?? [10, 100],
      rounds: integerOption("rounds", values.rounds, 1) ?? 5,
      precision: readPrecision(values.precision),
      ...given({
        contenders: values.contender,
        threads: integerOption("threads", values.threads, 1),
      }),
    });
    await writeChart();
    return 0;
  },
});

/** Runs the command and returns the exit code; what is wrong with the arguments is one sentence. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    if (args.includes("--help") || args.includes("-h")) {
      console.log(renderHelp(bench));
      return 0;
    }
    return await bench.run(parseInput(bench, args));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return 2;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
