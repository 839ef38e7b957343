/**
 * What trained adapters have learned, as far as their numbers tell.
 *
 * Files are read and no engine is started: of the model, its embeddings and, for other methods than
 * prompts, the weights that the adapter changes.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { checkBase } from "../train/adapter_folder.ts";
import { type BaseModel, openBaseModel } from "./base_model.ts";
import { type Change, measureChange } from "./changes.ts";
import { namesOf } from "./names.ts";
import { commonBase, type Origin, readOrigin } from "./origin.ts";
import { type Part, readParts, sizeOf } from "./parts.ts";
import type { Rows } from "./rows.ts";
import { compareAll, type Similarity } from "./similarity.ts";
import { describePrompt, type SoftPrompt } from "./soft_prompt.ts";
import { readStart } from "./start_rows.ts";
import { type InspectedVocabulary, type Neighbour, scanPrompts } from "./vocabulary.ts";

/** How adapters are looked at. */
export interface InspectRequest {
  /** `mini`, a folder or a Hub id; absent: the model that the adapters name. */
  readonly model?: string;
  /** Nearest words of each token. */
  readonly words: number;
  readonly signal: AbortSignal;
  /** Takes sentences for the reader, such as the progress of a download. */
  readonly notice: (line: string) => void;
}

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

/** What was found. */
export interface Inspection {
  readonly model: string;
  /** null: no adapter has a prompt. */
  readonly vocabulary: InspectedVocabulary | null;
  readonly adapters: readonly InspectedAdapter[];
  /** Of all pairs of prompts, in both orders; empty if there are fewer than two prompts. */
  readonly similarities: readonly Similarity[];
}

/** An adapter whose file is read. */
interface Opened {
  readonly name: string;
  readonly origin: Origin;
  readonly parts: readonly Part[];
  /** Its prompt; no rows if it has none. */
  readonly rows: Rows;
}

/**
 * Inspects adapters of one model.
 *
 * @throws {UsageError} if a folder holds no adapter, a damaged one, or one of another model
 * @throws {NotCached} if the model must be fetched and cannot be
 * @throws the reason of the signal, soon after it was raised
 */
export async function inspectAdapters(
  folders: readonly string[],
  { model: named, words, signal, notice }: InspectRequest,
): Promise<Inspection> {
  if (folders.length === 0) throw new UsageError("Cannot inspect nothing: name an adapter");
  const given = [...new Set(folders)];
  const origins = await Promise.all(given.map(readOrigin));
  const model = await openBaseModel(named ?? commonBase(origins), notice);
  const names = namesOf(given);
  const opened: Opened[] = [];
  for (const [i, origin] of origins.entries()) opened.push(await open(names[i]!, origin, model));
  const prompts = opened.map(({ rows }) => rows);
  const { vocabulary, nearest } = await scanPrompts(model.embeddings, prompts, words, signal);
  const adapters: InspectedAdapter[] = [];
  for (const [i, one] of opened.entries()) {
    adapters.push(await look(one, nearest[i]!, model, signal));
  }
  const similarities = compareAll(opened.filter(({ rows }) => rows.count > 0));
  return { model: model.id, vocabulary, adapters, similarities };
}

async function open(name: string, origin: Origin, model: BaseModel): Promise<Opened> {
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

async function look(
  { name, origin, parts, rows }: Opened,
  nearest: readonly (readonly Neighbour[])[],
  model: BaseModel,
  signal: AbortSignal,
): Promise<InspectedAdapter> {
  const { kit: _kit, ...told } = origin;
  const changes: Change[] = [];
  for (const part of parts) {
    signal.throwIfAborted();
    const change = await measureChange(part, model);
    if (change !== undefined) changes.push(change);
  }
  const prompt = rows.count === 0
    ? null
    : describePrompt(rows, nearest, await readStart(origin, model), model.tokenizer);
  const storedParameters = parts.reduce((sum, part) => sum + sizeOf(part), 0);
  return { name, ...told, storedParameters, prompt, changes };
}
