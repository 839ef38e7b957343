/**
 * `deno task inspect`: what trained adapters have learned.
 *
 * @module
 */
import { given } from "../core/given.ts";
import { userFolder, userModel } from "../core/user_path.ts";
import { WORDS } from "../inspect/nearest.ts";
import { say } from "../lab/terminal.ts";
import { defineCommand, integerOption } from "./command.ts";
import { withInterrupt } from "./interrupt.ts";

/** The command. */
export const inspect = defineCommand({
  name: "inspect",
  summary: "Shows what adapters have learned: nearest words, norms, similarities of prompts",
  synopsis: "ADAPTER [ADAPTER...] [options]",
  options: {
    model: {
      type: "string",
      value: "MODEL",
      about: "mini, a checkpoint folder, or a Hub id; default: the model that the adapters name",
    },
    words: {
      type: "string",
      value: "K",
      about: `nearest words of each token of a prompt; default: ${WORDS}`,
    },
    json: { type: "boolean", about: "print JSON, with every module and full precision" },
  },
  takesWords: true,
  notes: [
    "ADAPTER is a folder written by `train`, a PEFT adapter, or a Hub id of either. All must be of one",
    "model. No engine runs.",
    "Soft prompts: the norm of each token, the word it started from, the words nearest to it and to the way",
    "that training took it, by cosine similarity (Lester et al. 2021, section 7), and how alike tokens and",
    "prompts are (Vu et al. 2022, section 3).",
    "Other methods: how much each module changes, and relative to what it was.",
    "Example:",
    "  deno task inspect prompt_seed0 prompt_seed1 --words 3",
  ],
  async run({ values, positionals }) {
    const words = integerOption("words", values.words, 1) ?? WORDS;
    const request = { ...given({ model: values.model && userModel(values.model) }), words };
    const { inspectAdapters } = await import("../inspect/inspect.ts"); // loads the families of models
    const { toText } = await import("../inspect/render.ts");
    const found = await withInterrupt((signal) =>
      inspectAdapters(positionals.map(userFolder), {
        ...request,
        signal,
        notice: say,
      })
    );
    console.log(values.json ? JSON.stringify(found, null, 1) : toText(found).trimEnd());
    return 0;
  },
});
