/**
 * Loading a trained adapter from its folder.
 *
 * @module
 */
import { join } from "node:path";
import {
  checkAdapterFolder,
  checkBase,
  CHECKPOINT_TENSORS,
  checkTensors,
  readKit,
} from "../adapters/folder.ts";
import { UsageError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { lookUp } from "../core/registry.ts";
import * as tf from "../engine/tf.ts";
import { PEFT_WEIGHTS, readPeft } from "../hub/peft_folder.ts";
import { readHeader, readTensor } from "../hub/safetensors.ts";
import type { AnyMethod } from "../methods/method.ts";
import { METHODS } from "../methods/mod.ts";
import { type Adapter, adapterOf, disposeAdapter, noAdapter } from "./adapter.ts";
import { checkFit } from "./adapter_fit.ts";
import { checkFinite } from "./finite.ts";
import type { LoadedModel } from "./load.ts";
import { adapterFromPeft } from "./peft.ts";
import { upload } from "./tensor_data.ts";

/**
 * Loads an adapter: a folder that {@linkcode writeAdapter} wrote, or one of PEFT. The caller owns its
 * tensors.
 *
 * @throws {UsageError} if the folder holds none, or one of another model, or is damaged
 */
export async function loadAdapter(folder: string, loaded: LoadedModel): Promise<Adapter> {
  if (!await checkAdapterFolder(folder)) return await readPeftAdapter(folder, loaded);
  const kit = await readKit(folder);
  const { method: name, config, classes, tensors } = kit;
  const method = lookUp<AnyMethod>(METHODS, name, "method");
  await checkTensors(folder, kit);
  if (tensors.file !== CHECKPOINT_TENSORS) checkBase(folder, kit, loaded);
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

async function readTensors(folder: string, file: string, loaded: LoadedModel): Promise<Adapter> {
  if (file === PEFT_WEIGHTS) return await readPeftAdapter(folder, loaded);
  const tensors = await uploadTensors(folder, file);
  const nothing = noAdapter();
  return file === CHECKPOINT_TENSORS ? { ...nothing, base: tensors } : adapterOf(nothing, tensors);
}

async function uploadTensors(folder: string, file: string): Promise<Record<string, tf.Tensor>> {
  const tensors: Record<string, tf.Tensor> = {};
  try {
    for (const [name, location] of await readHeader(join(folder, file))) {
      const values = await readTensor(name, location);
      checkFinite(folder, name, values);
      tensors[name] = upload({ shape: location.shape, values });
    }
    return tensors;
  } catch (error) {
    tf.dispose(Object.values(tensors));
    throw error;
  }
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
