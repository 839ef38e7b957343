/**
 * What the files of an adapter hold, read without an engine: each tensor by what it does to the model.
 *
 * @module
 */
import { join } from "node:path";
import { UsageError } from "../core/errors.ts";
import { parsePeft } from "../hub/parse_peft.ts";
import type { PeftAdapter, PeftIa3, PeftLora } from "../hub/peft.ts";
import { PEFT_WEIGHTS, readPeft } from "../hub/peft_folder.ts";
import { readHeader, readTensor, type TensorData } from "../hub/safetensors.ts";
import { CHECKPOINT_TENSORS, type KitFile } from "../train/adapter_folder.ts";
import { checkFinite } from "../train/finite.ts";
import type { BaseModel } from "./base_model.ts";
import type { Rows } from "./rows.ts";

/** A tensor that is read when it is asked for: a checkpoint of many would not fit into memory. */
interface Lazy {
  readonly name: string;
  readonly shape: readonly number[];
  read(): Promise<Float32Array>;
}

/** A part of an adapter. */
export type Part =
  /** A soft prompt, `[promptLength, dModel]`. */
  | { readonly kind: "prompt"; readonly rows: Rows }
  /** A low-rank update of a linear map by its Hugging Face name: `scale * up · down`. */
  | {
    readonly kind: "update";
    readonly module: string;
    readonly down: TensorData;
    readonly up: TensorData;
    readonly scale: number;
  }
  /** A vector that multiplies what a linear map takes or gives. */
  | { readonly kind: "scale"; readonly module: string; readonly values: Float32Array }
  /** A weight of the model, trained whole. */
  | { readonly kind: "weight" } & Lazy
  /** Anything else that a method adds. */
  | { readonly kind: "parameter" } & Lazy;

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

async function readPeftParts(folder: string): Promise<Part[]> {
  const files = await readPeft(folder);
  for (const [name, { values }] of Object.entries(files.tensors)) checkFinite(folder, name, values);
  try {
    return partsOf(parsePeft(files));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(`Cannot inspect "${folder}": ${error.message}`, { cause: error });
  }
}

function partsOf(adapter: PeftAdapter): Part[] {
  if (adapter.kind === "prompt") return [promptPart(adapter.prompt)];
  const own = adapter.kind === "lora" ? updates(adapter) : scales(adapter);
  const whole = Object.entries(adapter.weights).map(([name, { shape, values }]): Part => ({
    kind: "weight",
    name,
    shape,
    read: () => Promise.resolve(values),
  }));
  return [...own, ...whole];
}

function promptPart({ shape: [count = 0, width = 0], values }: TensorData): Part {
  return { kind: "prompt", rows: { count, width, values } };
}

function updates({ maps, alpha, rank }: Pick<PeftLora, "maps" | "alpha" | "rank">): Part[] {
  return Object.entries(maps).map(([module, { down, up }]) => ({
    kind: "update",
    module,
    down,
    up,
    scale: alpha / rank,
  }));
}

function scales(adapter: Pick<PeftIa3, "scales">): Part[] {
  return Object.entries(adapter.scales).map(([module, { values: { values } }]) => ({
    kind: "scale",
    module,
    values,
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
  const { alpha = 1, rank = 1 } = config as { alpha?: number; rank?: number };
  const parts: Part[] = [];
  for (const { name, ...tensor } of tensors) {
    const [, owner, inner = name] = name.match(/^(method|base)\/(.+)$/) ?? [];
    const [, site = "", role] = inner.match(/^(.+)\.(down|up|inputScale|outputScale)$/) ?? [];
    const module = family.moduleOfSite(site, checkpoint.config);
    if (owner === "base") parts.push({ kind: "weight", ...tensor, name: inner });
    else if (inner === "prompt") parts.push(promptPart(await load(name)));
    else if (module === undefined) parts.push({ kind: "parameter", ...tensor, name: inner });
    else if (role === "down") {
      const up = await load(name.replace(/down$/, "up"));
      parts.push(...updates({ maps: { [module]: { down: await load(name), up } }, alpha, rank }));
    } else if (role !== "up") {
      parts.push({ kind: "scale", module, values: (await load(name)).values });
    }
  }
  return parts;
}

/** Numbers that a part holds. */
export function sizeOf(part: Part): number {
  switch (part.kind) {
    case "prompt":
      return part.rows.values.length;
    case "update":
      return part.down.values.length + part.up.values.length;
    case "scale":
      return part.values.length;
    default:
      return part.shape.reduce((product, size) => product * size, 1);
  }
}
