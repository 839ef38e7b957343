/**
 * The finished runs of a results folder, for commands that make none.
 *
 * @module
 */
import { type Contents, RunStore } from "../lab/store.ts";
import { say } from "../lab/terminal.ts";

/** Loads them, and says which files could not be read: their runs are missing in what is shown. */
export async function loadRuns(folder: string): Promise<Contents> {
  const contents = await new RunStore(folder).load();
  for (const { file, movedTo, reason } of contents.damaged) {
    say(`${reason}: moved ${file} to ${movedTo}`);
  }
  return contents;
}
