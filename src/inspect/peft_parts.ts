/**
 * The parts of an adapter in PEFT's format.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { parsePeft } from "../hub/parse_peft.ts";
import type { PeftAdapter, PeftIa3, PeftLora } from "../hub/peft.ts";
import { readPeft } from "../hub/peft_folder.ts";
import { checkFinite } from "../train/finite.ts";
import { type Part, promptPart } from "./part.ts";

/**
 * Reads the parts of an adapter of PEFT.
 *
 * @throws {UsageError} if a file is missing or damaged, or of a kind that is not known
 */
export async function readPeftParts(folder: string): Promise<Part[]> {
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

/** The low-rank updates of LoRA. */
export function updates({ maps, alpha, rank }: Pick<PeftLora, "maps" | "alpha" | "rank">): Part[] {
  return Object.entries(maps).map(([module, { down, up }]) => ({
    kind: "update",
    module,
    down,
    up,
    scale: alpha / rank,
  }));
}

function scales(adapter: Pick<PeftIa3, "scales">): Part[] {
  return Object.entries(adapter.scales).map(([module, { side, values: { values } }]) => ({
    kind: "scale",
    module,
    side,
    values,
  }));
}
