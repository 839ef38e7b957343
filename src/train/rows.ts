/**
 * Where the rows of a run come from when they are not the mini world's.
 *
 * @module
 */
import { resolveFile } from "../hub/resolve.ts";
import { lookUp } from "../core/registry.ts";
import { readManifest } from "../tasks/manifest.ts";
import { HELD_OUT, PAPER } from "../tasks/protocol.ts";
import {
  folderRows,
  hubRows,
  type PublishedRows,
  type RowSource,
  splitSource,
} from "../tasks/source.ts";

/** Which rows select and which are scored, by what follows the `@` in the name of the data. */
const RULES = {
  held_out: HELD_OUT.splits,
  paper: PAPER.splits,
  train_part: "train_part",
} as const;

/**
 * Opens data by the name that a run's configuration gives it.
 *
 * `super_glue` is the data set of that name in `data/manifest.json`; any other name is a folder in
 * SuperGLUE's own layout. `super_glue@paper` selects and scores on the same rows, as the paper did;
 * without a rule it is `held_out`: on different halves of the validation rows.
 *
 * @throws {UsageError} if the rule is unknown; later, if the data set or the folder is
 */
export function openRows(name: string): RowSource {
  const [data = "", rule = "held_out"] = name.split("@");
  return splitSource(publishedRows(data), lookUp(RULES, rule, "rule of splits"));
}

/** The published splits; the manifest is read when the first rows are asked for. */
function publishedRows(data: string): PublishedRows {
  if (/[\\/]/.test(data)) return folderRows(data);
  let opened: Promise<PublishedRows> | undefined;
  const open = async () => {
    const { datasets } = await readManifest();
    return hubRows(lookUp(datasets, data, "data set"), resolveFile);
  };
  return { name: data, load: async (task, split) => (await (opened ??= open())).load(task, split) };
}
