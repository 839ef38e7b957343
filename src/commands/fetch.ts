/**
 * `deno task fetch`: brings a model or a data set of the Hub into the cache.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { resolveModel, resolveRows } from "../hub/resolve.ts";
import { pinnedRows, readManifest } from "../tasks/manifest.ts";
import { modelFolder } from "../train/load.ts";
import { defineCommand } from "./command.ts";

/** The command. */
export const fetch = defineCommand({
  name: "fetch",
  summary: "Downloads a model or dataset from the Hugging Face Hub into the cache",
  synopsis: "ID [options]",
  takesWords: true,
  options: {
    dataset: { type: "boolean", about: "ID is a dataset; its Parquet files are downloaded" },
    revision: { type: "string", value: "REV", about: "branch, tag or commit, without conversion" },
  },
  notes: [
    "Without --revision, it downloads what training would: the commit pinned in data/manifest.json,",
    "converted if marked so there; for anything else, the latest commit on main.",
    "The cache is shared with Python's huggingface_hub; HF_TOKEN, HF_HOME and HF_ENDPOINT apply.",
    "Example: deno task fetch google-t5/t5-small",
  ],
  async run({ values, positionals }) {
    const [id, ...others] = positionals;
    if (id === undefined || others.length > 0) {
      throw new UsageError("Cannot fetch: give one Hub id, such as google-t5/t5-small");
    }
    const folder = values.dataset
      ? await rowsFolder(id, values.revision)
      : values.revision === undefined
      ? await modelFolder(id)
      : await resolveModel(id, { revision: values.revision });
    console.log(folder);
    return 0;
  },
});

async function rowsFolder(id: string, wanted: string | undefined): Promise<string> {
  const revision = wanted ?? pinnedRows(await readManifest(), id);
  return await resolveRows(id, given({ revision }));
}
