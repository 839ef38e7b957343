/**
 * `deno task fetch`: brings a model or a data set of the Hub into the cache.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { resolveModel, resolveRows } from "../hub/resolve.ts";
import { filesOf, pinnedRows, readManifest } from "../tasks/manifest.ts";
import { modelFolder } from "../train/load.ts";
import { defineCommand } from "./command.ts";

/** The command. */
export const fetch = defineCommand({
  name: "fetch",
  summary: "Fetches a model or a data set of the Hub into the cache",
  synopsis: "ID [options]",
  takesWords: true,
  options: {
    dataset: { type: "boolean", about: "ID is a data set: its Parquet files are fetched" },
    revision: { type: "string", value: "REV", about: "branch, tag or commit, as it is" },
  },
  notes: [
    "Without REV it fetches what training would: the commit that data/manifest.json pins, converted",
    "where it says so; of anything else the newest on main.",
    "The cache is the one of Python's library. HF_TOKEN, HF_HOME and HF_ENDPOINT are honoured.",
    "Example: deno task fetch google-t5/t5-small",
  ],
  async run({ values, positionals }) {
    const [id, ...others] = positionals;
    if (id === undefined || others.length > 0) {
      throw new UsageError("Cannot fetch: give one id, such as google-t5/t5-small");
    }
    const folder = values.dataset
      ? await rowsFolder(id, values.revision)
      : await weightsFolder(id, values.revision);
    console.log(folder);
    return 0;
  },
});

async function rowsFolder(id: string, wanted: string | undefined): Promise<string> {
  const pinned = pinnedRows(await readManifest(), id);
  if (wanted !== undefined && wanted !== pinned?.revision) {
    return await resolveRows(id, { revision: wanted });
  }
  return pinned === undefined
    ? await resolveRows(id)
    : await resolveRows(id, { revision: pinned.revision }, filesOf(pinned));
}

/** The folder of a model; a data set that was meant is told before the Hub says that it knows no such model. */
async function weightsFolder(id: string, revision: string | undefined): Promise<string> {
  if (pinnedRows(await readManifest(), id) !== undefined) {
    throw new UsageError(`Cannot fetch model "${id}": it is a data set: add --dataset`);
  }
  return revision === undefined ? await modelFolder(id) : await resolveModel(id, { revision });
}
