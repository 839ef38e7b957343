/**
 * A tiny model with a little task of one's own, for the single jobs from end to end.
 *
 * @module
 */
import { join } from "node:path";
import { inTempFolder } from "../_folder.ts";
import { makeModelFolder, taskLines } from "./_folders.ts";

/** A folder with a tiny model and a little task. */
export interface Setting {
  readonly folder: string;
  readonly model: string;
  readonly data: string;
  readonly out: string;
}

/** Does something in such a folder. */
export function inSetting(
  checkpoint: string,
  work: (setting: Setting) => Promise<void>,
): Promise<void> {
  return inTempFolder(async (folder) => {
    const data = join(folder, "sleepy.jsonl");
    await Deno.writeTextFile(data, taskLines(60));
    const model = await makeModelFolder(join(folder, "model"), checkpoint);
    await work({ folder, model, data, out: join(folder, "out") });
  });
}

/** Writes one JSON value a line; returns the path. */
export async function writeLines(path: string, lines: readonly unknown[]): Promise<string> {
  await Deno.writeTextFile(path, lines.map((line) => JSON.stringify(line)).join("\n"));
  return path;
}

/** Inputs with targets to be scored. */
export const PAIRS = [
  { input: "cats sleep all day", target: "yes" },
  { input: "dogs bark all day w3", target: "no maybe" },
  { input: "cats", target: "no" },
];
