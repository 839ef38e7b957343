/**
 * `deno task pretrain`: makes the mini model that the repository ships.
 *
 * @module
 */
import { MINI_MODEL } from "../core/paths.ts";
import { userPath } from "../core/user_path.ts";
import { defineCommand, given, integerOption } from "./command.ts";
import { withInterrupt } from "./interrupt.ts";
import { ENGINE_OPTIONS, readEngine } from "./machine.ts";

/** The command. */
export const pretrain = defineCommand({
  name: "pretrain",
  summary: "Pretrains the mini model on the synthetic world",
  synopsis: "[options]",
  options: {
    out: { type: "string", value: "DIR", about: "folder of the model; default: data/mini" },
    seed: { type: "string", value: "N", about: "default: 0, the seed of the shipped model" },
    steps: { type: "string", value: "N", about: "stop early; default: the whole recipe" },
    engine: ENGINE_OPTIONS.engine,
    threads: ENGINE_OPTIONS.threads,
  },
  notes: ["The recipe is in src/mini/recipe.ts. A model that is pretrained anew makes new runs."],
  async run({ values }) {
    const seed = integerOption("seed", values.seed, 0);
    const steps = integerOption("steps", values.steps, 1);
    const { engine, threads } = readEngine(values);
    const module = await import("../train/pretrain.ts"); // loads an engine
    const scores = await withInterrupt((signal) =>
      module.pretrain({
        out: values.out ? userPath(values.out) : MINI_MODEL,
        engine,
        ...given({ seed, steps, threads }),
        signal,
        report: (line) => console.error(line),
      })
    );
    console.log(JSON.stringify(scores, null, 1));
    return 0;
  },
});
