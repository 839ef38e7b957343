/**
 * Adapter folders of PEFT on disk.
 *
 * @module
 */
import { join } from "node:path";
import { writeAtomically } from "../core/atomic_file.ts";
import { UsageError } from "../core/errors.ts";
import { isFile } from "../core/exists.ts";
import { readObject } from "./json_object.ts";
import type { PeftFiles } from "./peft.ts";
import { readHeader, readTensor, type TensorData } from "./safetensors.ts";
import { writeSafetensors } from "./write_safetensors.ts";

/** PEFT's name of the configuration. */
export const PEFT_CONFIG = "adapter_config.json";

/** PEFT's name of the weights. */
export const PEFT_WEIGHTS = "adapter_model.safetensors";

/** Tells whether a folder is an adapter of PEFT. */
export function isPeftFolder(folder: string): Promise<boolean> {
  return isFile(join(folder, PEFT_CONFIG));
}

/**
 * Reads an adapter folder; `parse_peft.ts` says what it means.
 *
 * @throws {UsageError} if a file is missing or damaged, or a tensor does not hold floats
 */
export async function readPeft(folder: string): Promise<PeftFiles> {
  const config = await readObject(join(folder, PEFT_CONFIG));
  const tensors: Record<string, TensorData> = {};
  for (const [name, location] of await readHeader(join(folder, PEFT_WEIGHTS))) {
    const values = await readTensor(name, location);
    if (!(values instanceof Float32Array)) {
      throw new UsageError(`Cannot read "${folder}": tensor "${name}" must hold floats`);
    }
    tensors[name] = { shape: location.shape, values };
  }
  return { config, tensors };
}

/** Writes an adapter folder; the configuration comes last, so that a folder that has one is whole. */
export async function writePeft(folder: string, { config, tensors }: PeftFiles): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  await writeSafetensors(join(folder, PEFT_WEIGHTS), tensors);
  await writeAtomically(join(folder, PEFT_CONFIG), JSON.stringify(config, null, 2) + "\n");
}
