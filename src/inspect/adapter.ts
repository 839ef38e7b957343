/**
 * One adapter: its file, and what is measured of it.
 *
 * @module
 */
import { checkBase } from "../adapters/folder.ts";
import { UsageError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import type { BaseModel } from "./base_model.ts";
import { type Change, measureChange } from "./changes.ts";
import type { Neighbour } from "./nearest.ts";
import type { Origin } from "./origin.ts";
import { type Part, sizeOf } from "./part.ts";
import { readParts } from "./parts.ts";
import { describePrompt, type PromptRows, type SoftPrompt } from "./soft_prompt.ts";
import { readStart } from "./start.ts";

/** One adapter. */
export interface InspectedAdapter extends Omit<Origin, "kit"> {
  /** As short as tells it from the others: the end of its folder. */
  readonly name: string;
  /** Numbers of its file that the model reads. */
  readonly storedParameters: number;
  /** null: it has none. */
  readonly prompt: SoftPrompt | null;
  /** What it has besides a prompt, in the order of its file. */
  readonly changes: readonly Change[];
}

/** An adapter whose file is read. */
export interface Opened {
  readonly name: string;
  readonly origin: Origin;
  readonly parts: readonly Part[];
  /** Its prompt; absent: it has none. */
  readonly prompt?: PromptRows;
}

/**
 * Reads the file of an adapter.
 *
 * @throws {UsageError} if it is damaged, or of another model
 */
export async function openAdapter(name: string, origin: Origin, model: BaseModel): Promise<Opened> {
  const { folder, kit } = origin;
  if (kit) checkBase(folder, kit, { id: model.id, hash: await model.checkpoint.hash() });
  const parts = await readParts(folder, kit, model);
  const rows = parts.find((part) => part.kind === "prompt")?.rows;
  if (rows === undefined) return { name, origin, parts };
  const [, width] = model.embeddings.shape;
  if (rows.width !== width) {
    throw new UsageError(
      `Cannot inspect "${folder}": the tokens of a prompt for "${model.id}" must have ${width} ` +
        `numbers: they have ${rows.width}`,
    );
  }
  const start = await readStart(origin, model);
  return { name, origin, parts, prompt: { rows, ...given({ start }) } };
}

/**
 * Measures an adapter.
 *
 * @param nearest the nearest tokens of each probe of its prompt
 * @throws {UsageError} if it is of another model
 * @throws the reason of the signal, soon after it was raised
 */
export async function measureAdapter(
  { name, origin, parts, prompt }: Opened,
  nearest: readonly (readonly Neighbour[])[],
  model: BaseModel,
  signal: AbortSignal,
): Promise<InspectedAdapter> {
  const { kit: _kit, ...told } = origin;
  return {
    name,
    ...told,
    storedParameters: parts.reduce((sum, part) => sum + sizeOf(part), 0),
    prompt: prompt ? describePrompt(prompt, nearest, await model.tokenizer()) : null,
    changes: await measureAll(told.folder, parts, model, signal),
  };
}

async function measureAll(
  folder: string,
  parts: readonly Part[],
  model: BaseModel,
  signal: AbortSignal,
): Promise<Change[]> {
  const changes: Change[] = [];
  try {
    for (const part of parts) {
      signal.throwIfAborted();
      const change = await measureChange(part, model);
      if (change !== undefined) changes.push(change);
    }
    return changes;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(`Cannot inspect "${folder}": ${error.message}`, { cause: error });
  }
}
