/**
 * Trained adapters on disk.
 *
 * Each folder has a `kit.json` that says what the adapter is, how it was trained and what it scored.
 * Its tensors lie where others find them too, as far as others have such an adapter: a soft prompt,
 * LoRA or (IA)^3 of a model that writes as an adapter of PEFT, full fine-tuning as a complete checkpoint,
 * everything else under our own names in `adapter.safetensors`.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { UsageError } from "../core/errors.ts";
import { isFile, isFolder } from "../core/exists.ts";
import { given } from "../core/given.ts";
import { hashFile, hashValue } from "../core/hash.ts";
import { lookUp } from "../core/registry.ts";
import { isShipped } from "../core/shipped_models.ts";
import type { EngineReport } from "../engine/engine.ts";
import type * as tf from "../engine/tf.ts";
import {
  isPeftFolder,
  PEFT_CONFIG,
  PEFT_WEIGHTS,
  readPeft,
  writePeft,
} from "../hub/peft_folder.ts";
import { readHeader, readTensor, type TensorData } from "../hub/safetensors.ts";
import { writeSafetensors } from "../hub/write_safetensors.ts";
import type { RunConfig } from "../lab/run.ts";
import { listOf, object, optional, parts, text } from "../lab/shape.ts";
import type { AnyMethod } from "../methods/method.ts";
import { METHODS } from "../methods/mod.ts";
import type { Scores } from "../tasks/task.ts";
import { type Adapter, adapterOf, adapterTensors, disposeAdapter, noAdapter } from "./adapter.ts";
import { checkFit } from "./adapter_fit.ts";
import { checkFinite } from "./finite.ts";
import type { LoadedModel } from "./load.ts";
import { adapterFromPeft, adapterToPeft, hasPeftForm } from "./peft.ts";
import { withReplacedFolder } from "./replaced_folder.ts";
import { download, upload } from "./tensor_data.ts";

/** How an adapter came to be. */
export interface AdapterAbout {
  readonly run: RunConfig;
  readonly scores: { readonly dev: Scores; readonly test: Scores };
  /** SHA-256 of the base weights and of the examples. */
  readonly hashes: { readonly weights: string; readonly data: string };
  readonly engine: EngineReport;
}

/** The content of `kit.json`. */
interface KitFile extends AdapterAbout {
  readonly format: typeof FORMAT;
  readonly method: string;
  readonly config: object;
  readonly classes?: readonly string[];
  /** Model that the adapter belongs to. */
  readonly base: string;
  /** The file of the tensors and its SHA-256. */
  readonly tensors: { readonly file: string; readonly sha256: string };
  /** SHA-256 of what the adapter came from: run, hashes and engine. */
  readonly provenance: string;
}

const FORMAT = 1;

/** What loading reads of `kit.json`. */
const KIT_SHAPE = parts({
  method: text,
  config: object,
  classes: optional(listOf(text)),
  base: text,
  run: parts({ data: optional(text) }),
  hashes: parts({ weights: text }),
  tensors: parts({ file: text, sha256: text }),
});

const KIT = "kit.json";
const OWN_TENSORS = "adapter.safetensors";
const CHECKPOINT_TENSORS = "model.safetensors";

/** Files of a checkpoint besides its weights, as far as it has them. */
const COMPANIONS = [
  "config.json",
  "generation_config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "chat_template.jinja",
  "spiece.model",
  "vocab.txt",
];

/** Who else reads the tensors of a folder: PEFT, transformers as a model, or this kit alone. */
export type AdapterFormat = "PEFT" | "checkpoint" | "kit";

const FORMATS: Readonly<Record<string, AdapterFormat>> = {
  [PEFT_WEIGHTS]: "PEFT",
  [CHECKPOINT_TENSORS]: "checkpoint",
  [OWN_TENSORS]: "kit",
};

/** Tells whether a folder holds an adapter that we wrote. */
function isAdapterFolder(folder: string): Promise<boolean> {
  return isFile(join(folder, KIT));
}

/** The way that a training went, beside its adapter: what it was told, and the loss of each step. */
export const TRAINING_FILE = "training.json";

/** Names of all files that we write into the folder of an adapter, of whatever format. */
const OURS: readonly string[] = [
  ...[KIT, TRAINING_FILE, PEFT_CONFIG],
  ...Object.keys(FORMATS),
  ...COMPANIONS,
];

/**
 * Fills the folder of an adapter, which appears whole or not at all. An older adapter is replaced when
 * the new one is done; what others put into its folder stays.
 *
 * @param fill gets the path of the folder that it fills
 * @throws {UsageError} if the place cannot be written, or holds something other than an adapter
 */
export async function withAdapterFolder<T>(
  folder: string,
  fill: (part: string) => Promise<T>,
): Promise<T> {
  const isOurs = (name: string) => OURS.includes(name);
  return await withReplacedFolder(folder, fill, { mayReplace: isAdapterFolder, isOurs });
}

/** Saves a folded adapter as a folder; see {@linkcode withAdapterFolder}. */
export async function saveAdapter(
  folder: string,
  adapter: Adapter,
  loaded: LoadedModel,
  about: AdapterAbout,
): Promise<void> {
  await withAdapterFolder(folder, (part) => writeAdapter(part, adapter, loaded, about));
}

/** Writes the files of a folded adapter into a folder that is there; returns their format. */
export async function writeAdapter(
  folder: string,
  adapter: Adapter,
  loaded: LoadedModel,
  about: AdapterAbout,
): Promise<AdapterFormat> {
  const file = await writeTensors(folder, adapter, loaded);
  const { method, config, classes } = adapter;
  const { run, hashes, engine } = about;
  const content: KitFile = {
    format: FORMAT,
    method: method.name,
    config,
    ...given({ classes }),
    base: loaded.id,
    tensors: { file, sha256: await hashFile(join(folder, file)) },
    provenance: hashValue({ run, hashes, engine }),
    ...about,
  };
  await Deno.writeTextFile(join(folder, KIT), JSON.stringify(content, null, 1) + "\n");
  return FORMATS[file]!;
}

/** Writes the tensors in the form that most programs read, and returns the name of their file. */
async function writeTensors(
  folder: string,
  adapter: Adapter,
  loaded: LoadedModel,
): Promise<string> {
  const { model, checkpoint } = loaded;
  if (isComplete(adapter, model)) {
    for (const name of COMPANIONS) await copyFile(checkpoint.folder, folder, name);
    await writeSafetensors(join(folder, CHECKPOINT_TENSORS), downloadAll(adapter.base));
    return CHECKPOINT_TENSORS;
  }
  if (hasPeftForm(adapter, model)) {
    const target = { name: await findableName(loaded), config: checkpoint.config };
    await writePeft(folder, adapterToPeft(adapter, model, target));
    return PEFT_WEIGHTS;
  }
  await writeSafetensors(join(folder, OWN_TENSORS), downloadAll(adapterTensors(adapter)));
  return OWN_TENSORS;
}

/** The model's id of the Hub, or a path that holds wherever PEFT is started on this machine. */
async function findableName({ id, checkpoint }: LoadedModel): Promise<string> {
  return isShipped(id) || await isFolder(id) ? resolve(checkpoint.folder) : id;
}

/** Whether all weights of the model were trained and nothing was added. */
function isComplete({ params, base }: Adapter, { target }: LoadedModel["model"]): boolean {
  return Object.keys(params).length === 0 &&
    Object.keys(target.base).every((name) => Object.hasOwn(base, name));
}

async function copyFile(from: string, to: string, name: string): Promise<void> {
  try {
    await Deno.copyFile(join(from, name), join(to, name));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function downloadAll(tensors: Readonly<Record<string, tf.Tensor>>): Record<string, TensorData> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, download(tensor)]),
  );
}

/**
 * Loads an adapter: a folder that {@linkcode saveAdapter} wrote, or one of PEFT. The caller owns its
 * tensors.
 *
 * @throws {UsageError} if the folder holds none, or one of another model, or is damaged
 */
export async function loadAdapter(folder: string, loaded: LoadedModel): Promise<Adapter> {
  if (!await checkAdapterFolder(folder)) return await readPeftAdapter(folder, loaded);
  const { method: name, config, classes, base, hashes, tensors } = await readKit(folder);
  const method = lookUp<AnyMethod>(METHODS, name, "method");
  const sha256 = await hashFile(join(folder, tensors.file)).catch(() => "nothing");
  if (sha256 !== tensors.sha256) {
    throw new UsageError(
      `Cannot load adapter "${folder}": ${tensors.file} must have SHA-256 ${tensors.sha256} by its ${KIT}: it has ${sha256}`,
    );
  }
  if (tensors.file !== CHECKPOINT_TENSORS && hashes.weights !== loaded.hash) {
    throw new UsageError(
      `Cannot load adapter "${folder}": it belongs to "${base}" with weights ${
        hashes.weights.slice(0, 8)
      }: "${loaded.id}" has ${loaded.hash.slice(0, 8)}`,
    );
  }
  const read = await readTensors(folder, tensors.file, loaded);
  const adapter = { ...read, method, config, ...given({ classes }) };
  try {
    checkFit(adapter, loaded);
    return { ...adapter, config: { ...method.defaults, ...config } };
  } catch (error) {
    disposeAdapter(adapter);
    if (!(error instanceof TypeError || error instanceof UsageError)) throw error;
    throw new UsageError(`Cannot load adapter "${folder}": ${error.message}`, { cause: error });
  }
}

/** The data that an adapter of ours was trained on; undefined if the folder does not tell. */
export async function trainingDataOf(folder: string): Promise<string | undefined> {
  return await isAdapterFolder(folder) ? (await readKit(folder)).run.data : undefined;
}

/**
 * SHA-256 of the file of an adapter's tensors, of our folder or one of PEFT.
 *
 * @throws {UsageError} if the folder holds no adapter, or its tensors cannot be read
 */
export async function hashAdapter(folder: string): Promise<string> {
  const isOurs = await checkAdapterFolder(folder);
  const file = isOurs ? (await readKit(folder)).tensors.file : PEFT_WEIGHTS;
  try {
    return await hashFile(join(folder, file));
  } catch (cause) {
    throw new UsageError(`Cannot load adapter "${folder}": it has no "${file}"`, { cause });
  }
}

/** Tells whether an adapter is in our format or else in PEFT's; throws if the folder holds none. */
async function checkAdapterFolder(folder: string): Promise<boolean> {
  if (await isAdapterFolder(folder)) return true;
  if (await isPeftFolder(folder)) return false;
  throw new UsageError(
    `Cannot load adapter "${folder}": it has neither "${KIT}" nor "${PEFT_CONFIG}"`,
  );
}

async function readKit(folder: string): Promise<KitFile> {
  const path = join(folder, KIT);
  try {
    const content = JSON.parse(await Deno.readTextFile(path));
    checkKit(content);
    return content;
  } catch (error) {
    throw new UsageError(`Cannot read "${path}": ${(error as Error).message}`, { cause: error });
  }
}

/** Checks what was read of `kit.json`; throws with the end of a sentence. */
function checkKit(content: KitFile | null): void {
  if (content?.format !== FORMAT) throw new TypeError(`it must have format ${FORMAT}`);
  const fault = KIT_SHAPE(content);
  if (fault !== undefined) throw new TypeError(`"${fault}" is missing, or not what it must be`);
  const { file } = content.tensors;
  if (!Object.hasOwn(FORMATS, file)) {
    throw new TypeError(`"tensors.file" must be one of ${Object.keys(FORMATS).join(", ")}`);
  }
}

async function readTensors(folder: string, file: string, loaded: LoadedModel): Promise<Adapter> {
  if (file === PEFT_WEIGHTS) return await readPeftAdapter(folder, loaded);
  const tensors: Record<string, tf.Tensor> = {};
  for (const [name, location] of await readHeader(join(folder, file))) {
    const values = await readTensor(name, location);
    checkFinite(folder, name, values);
    tensors[name] = upload({ shape: location.shape, values });
  }
  const nothing = noAdapter();
  return file === CHECKPOINT_TENSORS ? { ...nothing, base: tensors } : adapterOf(nothing, tensors);
}

async function readPeftAdapter(folder: string, { model }: LoadedModel): Promise<Adapter> {
  const files = await readPeft(folder);
  for (const [name, { values }] of Object.entries(files.tensors)) checkFinite(folder, name, values);
  try {
    return adapterFromPeft(files, model);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(`Cannot load adapter "${folder}": ${error.message}`);
  }
}
