/**
 * What the record of an adapter says of it: method, settings, model, training.
 *
 * @module
 */
import { join } from "node:path";
import {
  type AdapterFormat,
  checkAdapterFolder,
  checkTensors,
  FORMATS,
  type KitFile,
  readKit,
} from "../adapters/folder.ts";
import { UsageError } from "../core/errors.ts";
import { readObject } from "../hub/json_object.ts";
import { PEFT_CONFIG } from "../hub/peft_folder.ts";

/** How an adapter was trained. */
export interface TrainingSummary {
  readonly task: string;
  readonly seed: number;
  readonly steps: number | null;
  readonly learningRate: number | null;
  /** Scores, 0..1. */
  readonly dev: number;
  readonly test: number;
}

/** Where an adapter is from. */
export interface Origin {
  readonly folder: string;
  readonly format: AdapterFormat;
  /** The method that was trained; of a foreign adapter, PEFT's word for it. */
  readonly method: string;
  /** Its configuration. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What is stored: another method than `method` where that one is folded after training. */
  readonly storedAs: string;
  /** Model that it was trained for; null: not said. */
  readonly base: string | null;
  /** null: nothing is known. */
  readonly training: TrainingSummary | null;
  /** The record of this kit; absent: it is PEFT's alone. */
  readonly kit?: KitFile;
}

/**
 * Reads the record of an adapter, and checks that the tensors beside it are its own.
 *
 * @throws {UsageError} if the folder holds no adapter, or a damaged one
 */
export async function readOrigin(folder: string): Promise<Origin> {
  if (!await checkAdapterFolder(folder)) return await readPeftOrigin(folder);
  const kit = await readKit(folder);
  await checkTensors(folder, kit);
  const { run, scores } = kit;
  return {
    folder,
    format: FORMATS[kit.tensors.file]!,
    method: run.method ?? kit.method,
    settings: { ...(run.methodConfig ?? kit.config) },
    storedAs: kit.method,
    base: kit.baseId ?? kit.base,
    training: {
      task: run.task,
      seed: run.seed,
      steps: run.training?.steps ?? null,
      learningRate: run.training?.learningRate ?? null,
      dev: scores.dev.score,
      test: scores.test.score,
    },
    kit,
  };
}

/** What of PEFT's many settings says what an adapter is. */
const TOLD = ["num_virtual_tokens", "r", "lora_alpha", "target_modules", "feedforward_modules"];

async function readPeftOrigin(folder: string): Promise<Origin> {
  const config = await readObject(join(folder, PEFT_CONFIG));
  const { peft_type: method, base_model_name_or_path: base } = config;
  const told = TOLD.filter((key) => config[key] !== undefined && config[key] !== null);
  return {
    folder,
    format: "PEFT",
    method: String(method),
    settings: Object.fromEntries(told.map((key) => [key, config[key]])),
    storedAs: String(method),
    base: typeof base === "string" && base !== "" ? base : null,
    training: null,
  };
}

/**
 * The model of all adapters.
 *
 * @throws {UsageError} if they name none, or several
 */
export function commonBase(origins: readonly Origin[]): string {
  const [first, ...others] = origins as [Origin, ...Origin[]];
  const silent = origins.find(({ base }) => base === null);
  if (silent !== undefined) {
    throw new UsageError(
      `Cannot inspect "${silent.folder}": it does not say for which model it is: name the model`,
    );
  }
  const other = others.find(({ base }) => base !== first.base);
  if (other === undefined) return first.base!;
  throw new UsageError(
    `Cannot inspect adapters of two models: "${first.folder}" is for "${first.base}" and ` +
      `"${other.folder}" for "${other.base}": inspect one model at a time, or name the model`,
  );
}
