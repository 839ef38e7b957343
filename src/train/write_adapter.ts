/**
 * Writing a trained adapter into a folder.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { CARD, renderCard } from "../adapters/card.ts";
import { COMPANIONS } from "../adapters/files.ts";
import {
  type AdapterAbout,
  type AdapterFormat,
  CHECKPOINT_TENSORS,
  describeAdapter,
  FORMATS,
  KIT,
  kitText,
  OWN_TENSORS,
} from "../adapters/folder.ts";
import { isFolder } from "../core/exists.ts";
import { given } from "../core/given.ts";
import { sha256 } from "../core/hash.ts";
import { isShipped } from "../core/shipped_models.ts";
import type * as tf from "../engine/tf.ts";
import { PEFT_WEIGHTS, writePeft } from "../hub/peft_folder.ts";
import { parseId } from "../hub/resolve.ts";
import type { TensorData } from "../hub/safetensors.ts";
import { writeSafetensors } from "../hub/write_safetensors.ts";
import { type Adapter, adapterTensors } from "./adapter.ts";
import type { LoadedModel } from "./load.ts";
import { adapterToPeft, hasPeftForm, taskOf } from "./peft.ts";
import { download } from "./tensor_data.ts";

/** Writes the files of a folded adapter into a folder that is there; returns their format. */
export async function writeAdapter(
  folder: string,
  adapter: Adapter,
  loaded: LoadedModel,
  about: AdapterAbout,
): Promise<AdapterFormat> {
  const file = await writeTensors(folder, adapter, loaded);
  const { method, config, classes } = adapter;
  const { id, model } = loaded;
  const baseId = await isOnHub(id) ? id : undefined;
  const base = baseId ?? (isShipped(id) ? id : resolve(id)); // found from any folder
  const named = { base, ...given({ baseId, classes }), taskType: taskOf(model) };
  const kit = await describeAdapter(folder, file, { method: method.name, config, ...named }, about);
  const card = await renderCard(kit);
  await Deno.writeTextFile(join(folder, CARD), card);
  await Deno.writeTextFile(join(folder, KIT), kitText({ ...kit, card: sha256(card) }));
  return FORMATS[file]!;
}

async function isOnHub(model: string): Promise<boolean> {
  return !isShipped(model) && !await isFolder(model);
}

/** Writes the tensors in the form that most programs read, and returns the name of their file. */
async function writeTensors(
  folder: string,
  adapter: Adapter,
  loaded: LoadedModel,
): Promise<string> {
  const { model, checkpoint } = loaded;
  if (isWholeModel(adapter, model)) {
    for (const name of COMPANIONS) await copyFile(checkpoint.folder, folder, name);
    await writeSafetensors(join(folder, CHECKPOINT_TENSORS), downloadAll(adapter.base));
    return CHECKPOINT_TENSORS;
  }
  if (hasPeftForm(adapter, model)) {
    const { name, revision } = await findableBase(loaded);
    const { config, tensors } = adapterToPeft(adapter, model, { name, config: checkpoint.config });
    await writePeft(folder, { config: { ...config, revision }, tensors });
    return PEFT_WEIGHTS;
  }
  await writeSafetensors(join(folder, OWN_TENSORS), downloadAll(adapterTensors(adapter)));
  return OWN_TENSORS;
}

/** The model's id of the Hub, or a path that holds wherever PEFT is started on this machine. */
async function findableBase(
  { id: named, checkpoint }: LoadedModel,
): Promise<{ readonly name: string; readonly revision: string | null }> {
  if (!await isOnHub(named)) return { name: resolve(checkpoint.folder), revision: null };
  const { id, revision } = parseId(named);
  return { name: id, revision: revision === "main" ? null : revision };
}

/** Whether all weights of the model were trained and nothing was added. */
export function isWholeModel({ params, base }: Adapter, { target }: LoadedModel["model"]): boolean {
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
