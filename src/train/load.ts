/**
 * Loading a model: folder or Hub id to weights on the device and a tokenizer.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import type { Precision, Session } from "../engine/engine.ts";
import { type Checkpoint, openCheckpoint } from "../hub/checkpoint.ts";
import { type Conversion, conversionSources, convertOnce } from "../hub/convert.ts";
import { resolveModel, type ResolveOptions } from "../hub/resolve.ts";
import type { Model, ModelFiles } from "../models/model.ts";
import { familyOf } from "../models/mod.ts";
import { loadTokenizer, type Tokenizer } from "../text/tokenizer.ts";
import { type PinnedModel, readManifest } from "../tasks/manifest.ts";
import type { Protocol } from "../tasks/protocol.ts";
import { endToken, stopTokens } from "./end_tokens.ts";
import type { Encoder, InputRule } from "./encode.ts";
import { checkFinite } from "./finite.ts";
import { frameApart, frameTogether } from "./framing.ts";
import { checkHoldable } from "./precision.ts";

/** A model ready to use. */
export interface LoadedModel {
  readonly id: string;
  readonly precision: Precision;
  readonly model: Model;
  readonly tokenizer: Encoder & {
    readonly words: (text: string) => number[];
    /** Id that stands for what the vocabulary lacks; null if there is none. */
    readonly unknown: number | null;
  };
  /** Longest input in tokens that the model is meant for. */
  readonly maxLength: number;
  /** Most positions, prompt included; null where positions are relative. */
  readonly positions: number | null;
  /** Whether a target goes on behind its input, in the same positions. */
  readonly oneText: boolean;
  /** SHA-256 of the weights. */
  readonly hash: string;
  readonly checkpoint: Checkpoint;
}

/**
 * Loads a model.
 *
 * @param id `mini`, a folder in Hugging Face layout, or a Hub id
 * @throws {UsageError} if no family reads the checkpoint, or the engine has no such precision
 */
export async function loadModel(
  id: string,
  session: Session,
  precision: Precision = "f32",
): Promise<LoadedModel> {
  await checkHoldable(id, session, precision);
  return await loadFolder(await modelFolder(id), session, { id, precision });
}

/**
 * The folder of a model. An id of the Hub that `data/manifest.json` pins means that commit, unless
 * the id names one itself; one that it marks for conversion is converted, once.
 *
 * @throws {UsageError} if there is no such model
 * @throws {NotCached} if it must be fetched and cannot be
 */
export async function modelFolder(id: string, options: ResolveOptions = {}): Promise<string> {
  const conversion = await conversionOf(id);
  if (conversion) return await convertOnce(conversion, { command: convertCommand(id), ...options });
  const revision = await pinnedRevision(id);
  return await resolveModel(id, { ...(revision === null ? {} : { revision }), ...options });
}

/**
 * Fetches the files of a model as far as they are missing, and does no more: what
 * {@linkcode modelFolder} would convert is left as it is.
 *
 * @throws {UsageError} if there is no such model
 * @throws {NotCached} if it must be fetched and cannot be
 */
export async function fetchModel(id: string, options: ResolveOptions = {}): Promise<void> {
  const conversion = await conversionOf(id);
  if (conversion) await conversionSources(conversion, { command: convertCommand(id), ...options });
  else await modelFolder(id, options);
}

function convertCommand(id: string): string {
  return `deno task convert ${id}`;
}

/** How `data/manifest.json` has an id of the Hub converted; undefined if it does not. */
export async function conversionOf(id: string): Promise<Conversion | undefined> {
  const { models } = await readManifest();
  const { convert, tokenizer } = pinOf(models, id) ?? {};
  if (!convert) return undefined;
  const pinned = (name: string) => {
    const revision = pinOf(models, name)?.revision ?? null;
    return revision === null ? name : `${name}@${revision}`;
  };
  return { model: pinned(id), tokenizer: tokenizer === undefined ? undefined : pinned(tokenizer) };
}

/** The commit that `data/manifest.json` pins for an id of the Hub; null if it pins none. */
export async function pinnedRevision(id: string): Promise<string | null> {
  const { models } = await readManifest();
  return pinOf(models, id)?.revision ?? null;
}

function pinOf(models: Readonly<Record<string, PinnedModel>>, id: string): PinnedModel | undefined {
  return Object.hasOwn(models, id) ? models[id] : undefined;
}

/** Loads the model in a folder; see {@linkcode loadModel}. */
export async function loadFolder(
  folder: string,
  session: Session,
  { id = folder, precision = "f32" }: { id?: string; precision?: Precision } = {},
): Promise<LoadedModel> {
  const checkpoint = await openCheckpoint(folder);
  const { config, shapes } = checkpoint;
  const fill = (name: string, values: Float32Array<ArrayBuffer>) => {
    checkpoint.fill(name, values);
    checkFinite(folder, name, values);
  };
  const load = (name: string) =>
    session.place(shapes[name]!, (values) => fill(name, values), precision);
  const model = loadFamily(folder, { config, shapes, load });
  const { maxLength, positions } = model;
  const tokenizer = checked(await loadTokenizer(folder), id, model);
  const oneText = model.kind === "seq2seq" && model.decoderOnly;
  const { end, ...framing } = oneText
    ? frameTogether(tokenizer, await endToken(folder, tokenizer) ?? model.tokens.end)
    : frameApart(tokenizer, model.tokens.end);
  const stops = oneText ? await stopTokens(folder, config) : [];
  return {
    id,
    precision,
    model: { ...model, tokens: { ...model.tokens, end, stops } },
    tokenizer: {
      ...framing,
      decode: (ids) => tokenizer.decode([...ids]),
      words: (text) => tokenizer.encode(text, { addSpecialTokens: false }),
      unknown: tokenizer.unknown,
    },
    maxLength,
    positions,
    oneText,
    hash: await checkpoint.hash(),
    checkpoint,
  };
}

/**
 * Loads the weights that the configuration calls for.
 *
 * @throws {UsageError} if no family reads it, or the weights are others
 */
function loadFamily(folder: string, files: ModelFiles): Model {
  const family = familyOf(files.config);
  try {
    return family.load(files);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const reason = error.message.replace("Cannot load the model: ", "");
    throw new UsageError(`Cannot load model "${folder}": ${reason}`, { cause: error });
  }
}

/**
 * A tokenizer that makes only tokens for which the model has an embedding: an engine may take another
 * one instead. It throws a {@linkcode UsageError} if a token was added to the tokenizer alone, or the
 * tokenizer is another model's.
 */
function checked(tokenizer: Tokenizer, id: string, { target }: Model): Tokenizer {
  const { shape: [rows] } = target.vocabEmbeddings;
  return {
    ...tokenizer,
    encode(text, options) {
      const ids = tokenizer.encode(text, options);
      const strange = ids.find((token) => token >= rows);
      if (strange === undefined) return ids;
      throw new UsageError(
        `Cannot read "${
          text.slice(0, 40)
        }" with "${id}": its tokenizer makes token ${strange} of it, ` +
          `its embeddings end at ${rows - 1}`,
      );
    },
  };
}

/**
 * Most tokens of an input, so that a prompt finds room beside it.
 *
 * @param config of the method; one with a `promptLength` takes that many positions
 * @throws {UsageError} if the prompt leaves no room
 */
export function inputLimit(
  { id, maxLength, positions }: Pick<LoadedModel, "id" | "maxLength" | "positions">,
  config: object,
): number {
  if (positions === null) return maxLength;
  const promptLength = "promptLength" in config ? Number(config.promptLength) : 0;
  const limit = Math.min(maxLength, positions - promptLength);
  if (limit > 2) return limit;
  throw new UsageError(
    `Cannot adapt "${id}": a prompt of ${promptLength} tokens leaves no room in its ${positions} positions`,
  );
}

/**
 * How inputs are shortened: as the protocol says, and never beyond what the model takes.
 *
 * @param config of the method; one with a `promptLength` may have to find room among the tokens
 * @throws {UsageError} if the prompt leaves no room
 */
export function inputRule(
  loaded: Pick<LoadedModel, "id" | "maxLength" | "positions" | "oneText">,
  config: object,
  protocol?: Protocol,
): InputRule {
  const limit = inputLimit(loaded, config);
  const { oneText } = loaded;
  if (protocol === undefined) return { tokens: limit, truncation: "tail", reserved: 0, oneText };
  const { inputTokens, truncation, promptInsideInput } = protocol;
  const tokens = Math.min(limit, inputTokens);
  const promptLength = "promptLength" in config ? Number(config.promptLength) : 0;
  // where positions are counted, the limit has left room for the prompt already
  const reserved = promptInsideInput && loaded.positions === null ? promptLength : 0;
  if (tokens - reserved > 2) return { tokens, truncation, reserved, oneText };
  throw new UsageError(
    `Cannot adapt "${loaded.id}": a prompt of ${promptLength} tokens leaves no room for input in the ${tokens} tokens of "${protocol.name}"`,
  );
}
