/**
 * What decides a run besides its configuration: the versions of everything that takes part.
 *
 * @module
 */
import { join } from "node:path";
import { hashFile, hashValue } from "../core/hash.ts";
import { lookUp } from "../core/registry.ts";
import { isShipped, SHIPPED_MODELS } from "../core/shipped_models.ts";
import { FileHashes, isModelFolder, isRowsFile, isRowsFolder } from "../lab/own_files.ts";
import type { RunConfig } from "../lab/run.ts";
import { PROTOCOL_VERSION, type Versions } from "../lab/run_id.ts";
import type { AnyMethod } from "../methods/method.ts";
import { METHODS } from "../methods/mod.ts";
import { generateRows, miniTask } from "../mini/rows.ts";
import { type Manifest, readManifest } from "../tasks/manifest.ts";
import { type Task, TASKS } from "../tasks/mod.ts";
import { OWN_VERSION } from "../tasks/own.ts";
import { type Protocol, PROTOCOLS } from "../tasks/protocol.ts";
import { datasetOf, filesInFolder } from "../tasks/source.ts";

/** Rows of each split that stand for all rows of the synthetic world. */
const SAMPLE_ROWS = 8;

/**
 * Makes the function that gives the versions of a run.
 *
 * Shipped models and the synthetic rows carry no version of their own: their content is hashed, so
 * that a model that was pretrained anew, or a changed generator, makes new runs by itself. The same
 * holds of files of one's own; they must be there, and are hashed once, when a run is first named.
 * Models and data of the Hub stand for the commits that the manifest pins.
 */
export async function loadVersions(): Promise<(config: RunConfig) => Versions> {
  const shipped = await hashShipped();
  const manifest = await readManifest();
  const samples = new Map<string, string>();
  const files = new FileHashes();
  const weightsOf = (model: string) => {
    if (isShipped(model)) return shipped.get(model)!;
    return isModelFolder(model) ? files.checkpoint(model) : pinOf(manifest.models, model);
  };
  const rowsOf = (data: string, task: string) => {
    if (isRowsFile(data)) return files.file(data);
    if (isRowsFolder(data)) {
      return hashValue(filesInFolder(data, taskOf(task)).map((path) => files.file(path)));
    }
    if (data === "mini") return sampleHash(datasetOf(taskOf(task)), samples);
    return pinOf(manifest.datasets, data);
  };
  return ({ model, data, task, protocol, method }) => {
    return {
      task: isRowsFile(data) ? OWN_VERSION : taskOf(task).version,
      method: lookUp<AnyMethod>(METHODS, method, "method").version,
      protocol: PROTOCOL_VERSION,
      weights: weightsOf(model),
      rows: rowsOf(data, task),
      ...(protocol === undefined
        ? {}
        : { rules: lookUp<Protocol>(PROTOCOLS, protocol, "protocol").version }),
    };
  };
}

function taskOf(name: string): Task {
  return lookUp<Task>(TASKS, name, "task");
}

/** SHA-256 of the weights by model; null where they are not there. */
async function hashShipped(): Promise<ReadonlyMap<string, string | null>> {
  const hash = async ([model, folder]: [string, string]) =>
    [model, await hashFile(join(folder, "model.safetensors")).catch(() => null)] as const;
  return new Map(await Promise.all(Object.entries(SHIPPED_MODELS).map(hash)));
}

function pinOf(
  pins: Manifest["models"] | Manifest["datasets"],
  name: string,
): string | null {
  return Object.hasOwn(pins, name) ? pins[name]!.revision : null;
}

function sampleHash(task: string, known: Map<string, string>): string {
  const made = known.get(task);
  if (made !== undefined) return made;
  const splits = (["train", "dev", "test"] as const).map((split) =>
    generateRows(miniTask(task), split, SAMPLE_ROWS)
  );
  const hash = hashValue(splits);
  known.set(task, hash);
  return hash;
}
