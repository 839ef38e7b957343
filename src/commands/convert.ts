/**
 * `deno task convert`: makes a model with PyTorch's .bin files one that the kit reads.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { userModel, userPath } from "../core/user_path.ts";
import { convertInto, convertOnce } from "../hub/convert.ts";
import { conversionOf } from "../train/load.ts";
import { defineCommand } from "./command.ts";

/** The command. */
export const convert = defineCommand({
  name: "convert",
  summary: "Converts PyTorch's .bin weights to safetensors and runs nothing in them",
  synopsis: "ID_OR_FOLDER [options]",
  takesWords: true,
  options: {
    out: { type: "string", value: "DIR", about: "a new folder; default: one in the kit's cache" },
    tokenizer: {
      type: "string",
      value: "MODEL",
      about: "id or folder of a model with the same vocabulary that has a tokenizer.json",
    },
  },
  notes: [
    "It prints the folder; name it where a model is asked for, as in --model FOLDER. Models that",
    "data/manifest.json marks for it are converted by themselves and go by their id.",
    "Example: deno task convert google/t5-large-lm-adapt --tokenizer google-t5/t5-large",
  ],
  async run({ values, positionals }) {
    const [typed, ...others] = positionals;
    if (typed === undefined || others.length > 0) {
      throw new UsageError(
        "Cannot convert: give one id or folder, such as google/t5-base-lm-adapt",
      );
    }
    const model = userModel(typed);
    const out = values.out && userPath(values.out);
    const tokenizer = values.tokenizer && userModel(values.tokenizer);
    const conversion = tokenizer === undefined
      ? await conversionOf(model) ?? { model }
      : { model, tokenizer };
    if (out !== undefined) await convertInto(out, conversion);
    console.log(out ?? await convertOnce(conversion));
    return 0;
  },
});
