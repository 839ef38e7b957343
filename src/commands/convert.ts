/**
 * `deno task convert`: makes a model with PyTorch's .bin files, or a GGUF file, one that the kit reads.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { userModel, userPath } from "../core/user_path.ts";
import { convertInto, convertOnce } from "../hub/convert.ts";
import { conversionOf } from "../train/model_folder.ts";
import { defineCommand } from "./command.ts";

/** The command. */
export const convert = defineCommand({
  name: "convert",
  summary:
    "Converts PyTorch .bin weights or a GGUF file to safetensors without running code in them",
  synopsis: "ID_OR_FOLDER_OR_FILE [options]",
  takesWords: true,
  options: {
    out: {
      type: "string",
      value: "DIR",
      about: "new folder; default: a folder in the kit's cache",
    },
    tokenizer: {
      type: "string",
      value: "MODEL",
      about: "Hub id or folder of a model with the same vocabulary and a tokenizer.json",
    },
  },
  notes: [
    "Prints the folder with the result; pass it to other commands as --model FOLDER. Models marked",
    '"convert" in data/manifest.json are converted automatically; use their Hub id as usual.',
    "Examples:",
    "  deno task convert google/t5-large-lm-adapt --tokenizer google-t5/t5-large",
    "  deno task convert SmolLM2-135M-Instruct.Q4_1.gguf   # weights in a few bits become float32",
  ],
  async run({ values, positionals }) {
    const [typed, ...others] = positionals;
    if (typed === undefined || others.length > 0) {
      throw new UsageError(
        "Cannot convert: give one Hub id, folder or GGUF file, such as google/t5-base-lm-adapt",
      );
    }
    const model = typed.endsWith(".gguf") ? userPath(typed) : userModel(typed);
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
