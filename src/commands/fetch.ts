/**
 * `deno task fetch`: brings a model or a data set of the Hub into the cache.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { resolveModel, resolveRows } from "../hub/resolve.ts";
import { defineCommand } from "./command.ts";

/** The command. */
export const fetch = defineCommand({
  name: "fetch",
  summary: "Fetches a model or a data set of the Hub into the cache",
  synopsis: "ID [options]",
  takesWords: true,
  options: {
    dataset: { type: "boolean", about: "ID is a data set: its Parquet files are fetched" },
    revision: { type: "string", value: "REV", about: "branch, tag or commit, instead of main" },
  },
  notes: [
    "The cache is the one of Python's library. HF_TOKEN, HF_HOME and HF_ENDPOINT are honoured.",
    "Example: deno task fetch google-t5/t5-small",
  ],
  async run({ values, positionals }) {
    const [id, ...others] = positionals;
    if (id === undefined || others.length > 0) {
      throw new UsageError("Cannot fetch: give one id, such as google-t5/t5-small");
    }
    const options = values.revision === undefined ? {} : { revision: values.revision };
    const folder = values.dataset
      ? await resolveRows(id, options)
      : await resolveModel(id, options);
    console.log(folder);
    return 0;
  },
});
