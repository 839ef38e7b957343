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
import { PRECISION_OPTION, readPrecision } from "../../src/commands/machine.ts";
import { EngineUnavailable, UsageError } from "../../src/core/errors.ts";
import { given } from "../../src/core/given.ts";
import { lookUp } from "../../src/core/registry.ts";
import { checkContender } from "./_names.ts";
import type { BenchOptions } from "./_options.ts";
import { SHAPES } from "./_shape.ts";
import { benchBatches } from "./batches.ts";
import { writeChart } from "./chart.ts";
import { benchGpu } from "./gpu.ts";
import { benchLoad } from "./load.ts";
import { benchOps } from "./ops.ts";
import { benchSteps } from "./steps.ts";

const WHAT = {
  steps: benchSteps,
  batches: benchBatches,
  gpu: benchGpu,
  load: benchLoad,
  ops: benchOps,
  chart: () => Promise.resolve(),
} satisfies Readonly<Record<string, (options: BenchOptions) => Promise<void>>>;

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
      about: `${Object.keys(SHAPES).join(", ")}; may be repeated; default: mini, t5_small, ` +
        "for gpu: t5_base, t5_large",
    },
    prompt: {
      type: "string",
      multiple: true,
      value: "N",
      about: "number of prompt tokens; may be repeated; default: 10, 100, for gpu: 10",
    },
    batch: {
      type: "string",
      multiple: true,
      value: "N",
      about:
        "examples of a batch, for batches and gpu; may be repeated; default: 8, 16, 32 (and 64)",
    },
    contender: {
      type: "string",
      multiple: true,
      value: "NAME",
      about:
        "an engine, an engine with its jit mode (tensorflow:graph), peft, or gemm; may be repeated",
    },
    rounds: { type: "string", value: "N", about: "rounds per contender; default: 5, for gpu: 3" },
    threads: {
      type: "string",
      value: "N",
      about: "CPU threads per contender; default: those of the shape",
    },
    precision: {
      ...PRECISION_OPTION.precision,
      about: `${PRECISION_OPTION.precision.about}, for gpu: both`,
    },
  },
  notes: [
    "Examples:",
    "  deno task bench                                  # the mini and the T5-Small step",
    "  deno task bench steps --shape t5_base --prompt 10",
    "  deno task bench steps --shape mini --contender tensorflow:graph --contender peft",
    "  deno task bench steps --shape t5_small --precision bf16",
    "  deno task bench batches                          # batches of 8, 16 and 32",
    "  deno task bench gpu                              # T5-Base and T5-Large on an NVIDIA GPU",
    "  deno task bench gpu --shape t5_base --batch 8 --precision bf16",
    "  deno task bench load                             # a checkpoint of T5-Base's shape",
    "  deno task bench ops                              # single ops",
    "  deno task bench chart                            # render page and chart from the measurements",
  ],
  async run({ values, positionals: [what = "steps", ...more] }) {
    if (more.length > 0) throw new UsageError("Cannot measure more than one thing at a time");
    const measure = lookUp(WHAT, what, "measurement");
    const { shape: shapes, prompt, batch, contender: contenders, rounds, threads } = values;
    for (const shape of shapes ?? []) lookUp(SHAPES, shape, "shape");
    for (const name of contenders ?? []) checkContender(name);
    await measure(given({
      shapes,
      promptLengths: prompt?.map((text) => integerOption("prompt", text, 1)!),
      batches: batch?.map((text) => integerOption("batch", text, 1)!),
      contenders,
      rounds: integerOption("rounds", rounds, 1),
      precision: values.precision === undefined ? undefined : readPrecision(values.precision),
      threads: integerOption("threads", threads, 1),
    }));
    await writeChart();
    return 0;
  },
});

/** Runs the command and returns the exit code; why it cannot be served is one sentence. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    if (args.includes("--help") || args.includes("-h")) {
      console.log(renderHelp(bench));
      return 0;
    }
    return await bench.run(parseInput(bench, args));
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof EngineUnavailable)) throw error;
    console.error(error.message);
    return 2;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
