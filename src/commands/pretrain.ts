/**
 * `deno task pretrain`: makes the mini model that the repository ships.
 *
 * @module
 */
import { given } from "../core/given.ts";
import { userPath } from "../core/user_path.ts";
import { defineCommand, integerOption, required } from "./command.ts";
import { withInterrupt } from "./interrupt.ts";
import { ENGINE_OPTIONS, readEngine } from "./machine.ts";
import { StepLine } from "./step_line.ts";

/** The command. */
export const pretrain = defineCommand({
  name: "pretrain",
  summary: "Pretrains the mini model on the synthetic corpus",
  synopsis: "--out DIR [options]",
  options: {
    out: {
      type: "string",
      value: "DIR",
      about: "folder of the model; an existing model is replaced",
    },
    seed: { type: "string", value: "N", about: "default: 0, the seed of the shipped model" },
    steps: { type: "string", value: "N", about: "stop after N steps; default: the full recipe" },
    engine: ENGINE_OPTIONS.engine,
    threads: ENGINE_OPTIONS.threads,
  },
  notes: [
    "The recipe is in src/mini/recipe.ts. The shipped model is in data/mini. With --out data/mini, the",
    "new model replaces it when done, and existing runs of the mini tier no longer apply.",
  ],
  async run({ values }) {
    const out = userPath(required("pretrain", "out", values.out));
    const seed = integerOption("seed", values.seed, 0);
    const steps = integerOption("steps", values.steps, 1);
    const { engine, threads } = readEngine(values);
    const module = await import("../train/pretrain.ts"); // loads an engine
    const line = new StepLine();
    try {
      const scores = await withInterrupt((signal) =>
        module.pretrain({
          out,
          engine,
          ...given({ seed, steps, threads }),
          signal,
          progress: line.show,
          notice: line.print,
        })
      );
      console.log(JSON.stringify(scores, null, 1));
      return 0;
    } finally {
      line.finish();
    }
  },
});
