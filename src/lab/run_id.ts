/**
 * The name of a run: readable, and different whenever anything that decides the run is different.
 *
 * @module
 */
import { hashValue } from "../core/hash.ts";
import { modelName } from "./own_files.ts";
import type { RunConfig } from "./run.ts";

/**
 * Version of the training and evaluation code in `train/`, `nn/`, `models/` and `engine/`. Raise it
 * with any change there that may move a score: runs made before are then not taken for runs of
 * today.
 */
export const PROTOCOL_VERSION = 3;

/** What decides a run besides its configuration. */
export interface Versions {
  readonly task: number;
  readonly method: number;
  /** Of the training and evaluation code: raised whenever a change may move any score. */
  readonly protocol: number;
  /** SHA-256 of the files of a model at hand, or the pinned commit of one; null: neither is known. */
  readonly weights: string | null;
  /**
   * SHA-256 of a file of rows, or of sample rows where code generates them, or the pinned commit;
   * null: none of them.
   */
  readonly rows: string | null;
  /** Of the protocol that the configuration names; absent if it names none. */
  readonly rules?: number;
}

/** Names the run of a configuration; made once by {@linkcode runNamer}, from the registries. */
export type RunNamer = (config: RunConfig) => string;

/**
 * Makes the function that names runs: a slug for people, and 8 hex digits of the SHA-256 of the
 * canonical JSON of configuration and versions.
 *
 * @param named what of a configuration decides, where a place does not; absent: all of it
 *
 * @example A run keeps its name whatever the order of its keys
 * ```ts
 * const nameOf = runNamer(() => ({ task: 1, method: 1, protocol: 1, weights: null, rows: null }));
 * nameOf(config); // "mini.residual_prompt.rte.seed0-3f9a1c2e"
 * ```
 */
export function runNamer(
  versionsOf: (config: RunConfig) => Versions,
  named: (config: RunConfig) => object = (config) => config,
): RunNamer {
  return (config) => {
    const slug = `${modelSlug(config.model)}.${config.method}.${config.task}.seed${config.seed}`;
    const decides = { config: named(config), versions: versionsOf(config) };
    return `${slug}-${hashValue(decides).slice(0, 8)}`;
  };
}

/**
 * A model's name as a folder name: `google/t5-v1_1-base` gives `google--t5-v1_1-base`.
 *
 * A local folder gives its last part alone, so that no result names a place on someone's disk.
 */
export function modelSlug(model: string): string {
  return modelName(model).replaceAll("/", "--").replace(/[^A-Za-z0-9_.-]/g, "_").replace(
    /^\.+/,
    "_",
  );
}
