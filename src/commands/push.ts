/**
 * `deno task push`: publishes an adapter on the Hugging Face Hub.
 *
 * @module
 */
import { CARD } from "../adapters/card.ts";
import { preparePublication, type Publication, publish } from "../assembly/publication.ts";
import { UsageError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { userPath } from "../core/user_path.ts";
import { say } from "../lab/terminal.ts";
import { defineCommand, renderRows, required } from "./command.ts";
import { withInterrupt } from "./interrupt.ts";

/** The command. */
export const push = defineCommand({
  name: "push",
  summary: "Publishes an adapter on the Hugging Face Hub, with its model card",
  synopsis: "ADAPTER --repo USER/NAME [options]",
  takesWords: true,
  options: {
    repo: {
      type: "string",
      value: "USER/NAME",
      about: "model repository; a new one is made, one with an adapter gets a commit",
    },
    private: { type: "boolean", about: "a new repository is seen by its owner alone" },
    message: {
      type: "string",
      value: "TEXT",
      about: "title of the commit; default: Upload adapter",
    },
    base: {
      type: "string",
      value: "ID",
      about: "Hub id of the base model, if it was trained on a local folder of it",
    },
    plan: { type: "boolean", about: "print what would be uploaded, and upload nothing" },
  },
  notes: [
    "ADAPTER is a folder that `train` wrote, or a PEFT adapter. Its own files are uploaded, with the",
    "names of files in the place of their paths on this machine; other files in the folder are not.",
    "The model card README.md is made by `train`; change it, and it stays as you wrote it, here and there.",
    "Needs a token that may write, in HF_TOKEN or from `hf auth login`; HF_ENDPOINT applies. Prints the",
    "address. To use it: deno task evaluate --adapter USER/NAME ...",
    "Example:",
    "  deno task push my_prompt --repo ada/rte-prompt --plan",
  ],
  async run({ values, positionals }) {
    const [typed, ...others] = positionals;
    if (typed === undefined || others.length > 0) {
      throw new UsageError("Cannot push: give the folder of one adapter, such as my_prompt");
    }
    const { private: isPrivate, message, base } = values;
    const repo = required("push", "repo", values.repo);
    const words = { repo, ...given({ private: isPrivate, message, base }) };
    const publication = await preparePublication(userPath(typed), words);
    if (values.plan) {
      console.log(listOf(publication));
      return 0;
    }
    say(listOf(publication));
    const { url, commit } = await withInterrupt((signal) => publish(publication, signal, say));
    say(`Published as commit ${commit}`);
    console.log(url);
    return 0;
  },
});

/** The files with their sizes, and what stays here. */
function listOf({ files, leftOut, words: { repo } }: Publication): string {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  return [
    `To upload to ${repo}: ${files.length} files, ${sizeText(total)}`,
    renderRows(files.map(({ path, bytes }) => [path, sizeText(bytes)])),
    ...(leftOut.length === 0 ? [] : [`Not uploaded: ${leftOut.join(", ")}`]),
    ...(files.some(({ path }) => path === CARD) ? [] : [`There is no model card (${CARD})`]),
  ].join("\n");
}

function sizeText(bytes: number): string {
  return bytes < 1e5 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
