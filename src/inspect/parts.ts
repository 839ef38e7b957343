/**
 * The parts of an adapter, of whatever format.
 *
 * @module
 */
import { join } from "node:path";
import { CHECKPOINT_TENSORS, type KitFile } from "../adapters/folder.ts";
import { PEFT_WEIGHTS } from "../hub/peft_folder.ts";
import { readHeader, readTensor, type TensorData } from "../hub/safetensors.ts";
import type { LoraConfig } from "../methods/lora.ts";
import { checkFinite } from "../train/finite.ts";
import type { BaseModel } from "./base_model.ts";
import { type Lazy, type Part, promptPart } from "./part.ts";
import { readPeftParts, updates } from "./peft_parts.ts";

/**
 * Reads the parts of an adapter.
 *
 * @param kit what its `kit.json` says; undefined: it is one of PEFT
 * @throws {UsageError} if a file is missing or damaged, or of a kind that is not known
 */
export async function readParts(
  folder: string,
  kit: KitFile | undefined,
  model: BaseModel,
): Promise<Part[]> {
  const file = kit?.tensors.file ?? PEFT_WEIGHTS;
  if (kit === undefined || file === PEFT_WEIGHTS) return await readPeftParts(folder);
  const tensors = await readLazily(folder, file);
  if (file === CHECKPOINT_TENSORS) {
    return tensors.map((tensor) => ({ kind: "weight", ...tensor }));
  }
  return await sortOut(tensors, kit, model);
}

async function readLazily(folder: string, file: string): Promise<Lazy[]> {
  return [...await readHeader(join(folder, file))].map(([name, location]) => ({
    name,
    shape: location.shape,
    async read() {
      const values = Float32Array.from(await readTensor(name, location));
      checkFinite(folder, name, values);
      return values;
    },
  }));
}

/** The tensors of this kit's own format, whose names begin with `method/` or `base/`. */
async function sortOut(
  tensors: readonly Lazy[],
  { config }: KitFile,
  { family, checkpoint }: BaseModel,
): Promise<Part[]> {
  const named = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const load = async (name: string): Promise<TensorData> => {
    const { shape, read } = named.get(name)!;
    return { shape, values: await read() };
  };
  const parts: Part[] = [];
  for (const { name, ...tensor } of tensors) {
    const [owner, inner] = splitOnce(name);
    const [, site = "", role] = inner.match(/^(.+)\.(down|up|inputScale|outputScale)$/) ?? [];
    const module = family.moduleOfSite(site, checkpoint.config);
    if (owner === "base") parts.push({ kind: "weight", ...tensor, name: inner });
    else if (inner === "prompt") parts.push(promptPart(await load(name)));
    else if (module === undefined) parts.push({ kind: "parameter", ...tensor, name: inner });
    else if (role === "down") {
      const maps = { [module]: { down: await load(name), up: await load(`${owner}/${site}.up`) } };
      parts.push(...updates({ maps, ...config as LoraConfig }));
    } else if (role === "inputScale" || role === "outputScale") {
      const side = role === "inputScale" ? "input" : "output";
      parts.push({ kind: "scale", module, side, values: (await load(name)).values });
    }
  }
  return parts;
}

function splitOnce(name: string): [owner: string, inner: string] {
  const at = name.indexOf("/");
  return [name.slice(0, at), name.slice(at + 1)];
}
