/**
 * One adapter: its file, and what is measured of it.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { checkBase } from "../train/adapter_folder.ts";
import type { BaseModel } from "./base_model.ts";
import { type Change, measureChange } from "./changes.ts";
import type { Neighbour } from "./nearest.ts";
import type { Origin } from "./origin.ts";
import { type Part, sizeOf } from "./part.ts";
import { readParts } from "./parts.ts";
import type { Rows } from "./rows.ts";
import { describePrompt, type SoftPrompt } from "./soft_prompt.ts";
import { readStart } from "./start_rows.ts";

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
  /** Its prompt; no rows if it has none. */
  readonly rows: Rows;
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
  const [, width = 0] = model.embeddings.shape;
  const none: Rows = { count: 0, width, values: new Float32Array() };
  const rows = parts.find((part) => part.kind === "prompt")?.rows ?? none;
  if (rows.width === width) return { name, origin, parts, rows };
  throw new UsageError(
    `Cannot inspect "${folder}": the tokens of a prompt for "${model.id}" must have ${width} ` +
      `numbers: they have ${rows.width}`,
  );
}

/**
 * Measures an adapter.
 *
 * @param nearest the nearest tokens of each token of its prompt
 * @throws {UsageError} if it is of another model
 * @throws the reason of the signal, soon after it was raised
 */
export async function measureAdapter(
  { name, origin, parts, rows }: Opened,
  nearest: readonly (readonly Neighbour[])[],
  model: BaseModel,
  signal: AbortSignal,
): Promise<InspectedAdapter> {
  const { kit: _kit, ...told } = origin;
  const changes = await measureAll(told.folder, parts, model, signal);
  const prompt = rows.count === 0 ? null : await lookAtPrompt(origin, rows, nearest, model);
  const storedParameters = parts.reduce((sum, part) => sum + sizeOf(part), 0);
  return { name, ...told, storedParameters, prompt, changes };
}

async function lookAtPrompt(
  origin: Origin,
  rows: Rows,
  nearest: readonly (readonly Neighbour[])[],
  model: BaseModel,
): Promise<SoftPrompt> {
  const tokenizer = await model.tokenizer();
  const start = await readStart(origin, model, tokenizer);
  return describePrompt(rows, nearest, start, tokenizer);
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
