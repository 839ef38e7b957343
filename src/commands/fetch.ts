/**
 * `deno task fetch`: brings a model, an adapter or a data set of the Hub into the cache.
 *
 * @module
 */
import { findAdapter } from "../adapters/place.ts";
import { UsageError } from "../core/errors.ts";
import { resolveModel, resolveRows } from "../hub/resolve.ts";
import { filesOf, pinnedRows, readManifest } from "../tasks/manifest.ts";
import { modelFolder } from "../train/model_folder.ts";
import { defineCommand } from "./command.ts";

/** The command. */
export const fetch = defineCommand({
  name: "fetch",
  summary: "Downloads a model, an adapter or a dataset from the Hugging Face Hub into the cache",
  synopsis: "ID [options]",
  takesWords: true,
  options: {
    dataset: { type: "boolean", about: "ID is a dataset; its Parquet files are downloaded" },
    adapter: { type: "boolean", about: "ID is an adapter, this kit's or PEFT's" },
    revision: { type: "string", value: "REV", about: "branch, tag or commit, without conversion" },
  },
  notes: [
    "Without --revision, it downloads what training would: the commit pinned in data/manifest.json,",
    "converted if marked so there; for anything else, the latest commit on main.",
    "The cache is shared with Python's huggingface_hub; HF_TOKEN, HF_HOME and HF_ENDPOINT apply.",
    "Example:",
    "  deno task fetch google-t5/t5-small",
  ],
  async run({ values, positionals }) {
    const [id, ...others] = positionals;
    if (id === undefined || others.length > 0) {
      throw new UsageError("Cannot fetch: give one Hub id, such as google-t5/t5-small");
    }
    if (values.dataset && values.adapter) {
      throw new UsageError("Cannot fetch: --dataset and --adapter exclude each other");
    }
    const folderOf = values.dataset ? rowsFolder : values.adapter ? adapterFolder : weightsFolder;
    console.log(await folderOf(id, values.revision));
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

async function adapterFolder(id: string, revision: string | undefined): Promise<string> {
  const named = revision === undefined || id.includes("@") ? id : `${id}@${revision}`;
  return (await findAdapter(named)).folder;
}

/** The folder of a model; a data set that was meant is told before the Hub says that it knows no such model. */
async function weightsFolder(id: string, revision: string | undefined): Promise<string> {
  if (pinnedRows(await readManifest(), id) !== undefined) {
    throw new UsageError(`Cannot fetch model "${id}": it is a data set: add --dataset`);
  }
  return revision === undefined ? await modelFolder(id) : await resolveModel(id, { revision });
}
