/**
 * What trained adapters have learned, as far as their numbers tell.
 *
 * Files are read and no engine is started: of the model, its embeddings and, for other methods than
 * prompts, the weights that the adapter changes.
 *
 * @module
 */
import { findAdapter } from "../adapters/place.ts";
import { UsageError } from "../core/errors.ts";
import { type InspectedAdapter, measureAdapter, openAdapter, type Opened } from "./adapter.ts";
import { type BaseModel, openBaseModel } from "./base_model.ts";
import { namesOf } from "./names.ts";
import { commonBase, type Origin, readOrigin } from "./origin.ts";
import { compareAll, type Similarity } from "./similarity.ts";
import { probesOf } from "./soft_prompt.ts";
import { type InspectedVocabulary, scanVocabulary } from "./vocabulary.ts";

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

/** What was found. */
export interface Inspection {
  readonly model: string;
  /** null: no adapter has a prompt. */
  readonly vocabulary: InspectedVocabulary | null;
  readonly adapters: readonly InspectedAdapter[];
  /** Of all pairs of prompts, in both orders; empty if there are fewer than two prompts. */
  readonly similarities: readonly Similarity[];
}

/**
 * Inspects adapters of one model.
 *
 * @param adapters folders, or ids of the Hub
 * @throws {UsageError} if there is no such adapter, or a damaged one, or one of another model
 * @throws {NotCached} if the model or an adapter must be fetched and cannot be
 * @throws the reason of the signal, soon after it was raised
 */
export async function inspectAdapters(
  adapters: readonly string[],
  { model: named, words, signal, notice }: InspectRequest,
): Promise<Inspection> {
  if (adapters.length === 0) throw new UsageError("Cannot inspect nothing: name an adapter");
  const given = [...new Set(adapters)];
  const found = await Promise.all(given.map((adapter) => findAdapter(adapter, { notice })));
  const origins = await Promise.all(found.map(({ folder }) => readOrigin(folder)));
  const model = await openModel(named, origins, notice);
  const names = namesOf(given);
  const opened: Opened[] = [];
  for (const [i, origin] of origins.entries()) {
    opened.push(await openAdapter(names[i]!, origin, model));
  }
  const probes = opened.map(({ prompt }) => prompt && probesOf(prompt));
  const { vocabulary, nearest } = await scanVocabulary(model.embeddings, probes, words, signal);
  const inspected: InspectedAdapter[] = [];
  for (const [i, one] of opened.entries()) {
    inspected.push(await measureAdapter(one, nearest[i]!, model, signal));
  }
  const prompts = opened.flatMap(({ name, prompt }) => prompt ? [{ name, ...prompt }] : []);
  const similarities = compareAll(prompts);
  return { model: model.id, vocabulary, adapters: inspected, similarities };
}

/** Opens the model that was named, or else the one that the adapters name. */
async function openModel(
  named: string | undefined,
  origins: readonly Origin[],
  notice: (line: string) => void,
): Promise<BaseModel> {
  if (named !== undefined) return await openBaseModel(named, notice);
  const base = commonBase(origins);
  try {
    return await openBaseModel(base, notice);
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause;
    const { folder } = origins[0]!;
    throw new UsageError(
      `Cannot open the model that "${folder}" names: name one: ${cause.message}`,
      { cause },
    );
  }
}
