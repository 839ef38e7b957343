/**
 * Writing a trained adapter into a folder.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { isFolder } from "../core/exists.ts";
import { given } from "../core/given.ts";
import { isShipped } from "../core/shipped_models.ts";
import type * as tf from "../engine/tf.ts";
import { PEFT_CONFIG, PEFT_WEIGHTS, writePeft } from "../hub/peft_folder.ts";
import type { TensorData } from "../hub/safetensors.ts";
import { writeSafetensors } from "../hub/write_safetensors.ts";
import { type Adapter, adapterTensors } from "./adapter.ts";
import {
  type AdapterAbout,
  type AdapterFormat,
  CHECKPOINT_TENSORS,
  FORMATS,
  isAdapterFolder,
  KIT,
  OWN_TENSORS,
  TRAINING_FILE,
  writeKit,
} from "./adapter_folder.ts";
import type { LoadedModel } from "./load.ts";
import { adapterToPeft, hasPeftForm } from "./peft.ts";
import { withReplacedFolder } from "./replaced_folder.ts";
import { download } from "./tensor_data.ts";

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

/** Writes the files of a folded adapter into a folder that is there; returns their format. */
export async function writeAdapter(
  folder: string,
  adapter: Adapter,
  loaded: LoadedModel,
  about: AdapterAbout,
): Promise<AdapterFormat> {
  const file = await writeTensors(folder, adapter, loaded);
  const { method, config, classes } = adapter;
  const kind = { method: method.name, config, ...given({ classes }), base: loaded.id };
  await writeKit(folder, file, kind, about);
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
