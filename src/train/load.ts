/**
 * Loading a model: folder or Hub id to weights on the device and a tokenizer.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import type { Precision, Session } from "../engine/engine.ts";
import * as tf from "../engine/tf.ts";
import { type Checkpoint, openCheckpoint } from "../hub/checkpoint.ts";
import { familyOf } from "../models/mod.ts";
import type { Model, ModelFiles } from "../models/model.ts";
import { loadTokenizer, type Tokenizer } from "../text/tokenizer.ts";
import type { Encoder } from "./encode.ts";
import { endToken, stopTokens } from "./end_tokens.ts";
import { checkFinite } from "./finite.ts";
import { frameApart, frameTogether } from "./framing.ts";
import { modelFolder } from "./model_folder.ts";
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

/** Loads the model in a folder; see {@linkcode loadModel}. */
export async function loadFolder(
  folder: string,
  session: Session,
  { id = folder, precision = "f32" }: { id?: string; precision?: Precision } = {},
): Promise<LoadedModel> {
  const checkpoint = await openCheckpoint(folder);
  const { config, shapes } = checkpoint;
  // first the files that may be broken, as nobody would free the weights
  const plain = await loadTokenizer(folder);
  const [named, stops] = [await endToken(folder, plain), await stopTokens(folder, config)];
  const fill = (name: string, values: Float32Array<ArrayBuffer>) => {
    checkpoint.fill(name, values);
    checkFinite(folder, name, values);
  };
  const load = (name: string) =>
    session.place(shapes[name]!, (values) => fill(name, values), precision);
  const model = loadFamily(folder, { config, shapes, load });
  const { maxLength, positions } = model;
  const tokenizer = checked(plain, id, model);
  const oneText = model.kind === "seq2seq" && model.decoderOnly;
  const { end, ...framing } = oneText
    ? frameTogether(tokenizer, named ?? model.tokens.end)
    : frameApart(tokenizer, model.tokens.end);
  return {
    id,
    precision,
    model: { ...model, tokens: { ...model.tokens, end, stops: oneText ? stops : [] } },
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

/** Frees the weights of a model. */
export function disposeModel({ model }: LoadedModel): void {
  tf.dispose(Object.values(model.target.base));
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
