/**
 * Text to token ids and back, as the reference tokenizer does it.
 *
 * `@huggingface/tokenizers` reads `tokenizer.json`; what it does otherwise than the reference is set
 * right in `exact.ts`. The fixtures hold ids of the reference for texts of all kinds.
 *
 * @module
 */
import { join } from "node:path";
import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";
import { UsageError } from "../core/errors.ts";
import { isFile } from "../core/exists.ts";
import { makeExact } from "./exact.ts";

/** The parsed content of `tokenizer.json`. */
export type TokenizerJson = Readonly<Record<string, unknown>>;

/** A tokenizer ready to use. */
export interface Tokenizer {
  /** Id of the token that stands for what the vocabulary lacks; null if there is none. */
  readonly unknown: number | null;
  /** Id of a token of the vocabulary; undefined if there is none. */
  idOf(token: string): number | undefined;
  /** The token of an id as the vocabulary spells it, such as `▁cat`; undefined if there is none. */
  tokenOf(id: number): string | undefined;
  /** Ids of a text; with special tokens such as T5's final `</s>` unless told otherwise. */
  encode(text: string, options?: { addSpecialTokens?: boolean }): number[];
  /** Text of the ids; special tokens such as `</s>` are left out unless told otherwise. */
  decode(ids: readonly number[], options?: { skipSpecialTokens?: boolean }): string;
}

/**
 * Loads a tokenizer.
 *
 * @param source a folder with `tokenizer.json`, or that file's parsed content
 * @throws {UsageError} if there is no such file, or it cannot be used
 */
export async function loadTokenizer(source: string | TokenizerJson): Promise<Tokenizer> {
  const name = typeof source === "string" ? join(source, "tokenizer.json") : "tokenizer.json";
  const json = typeof source === "string" ? await readJson(source, name) : source;
  try {
    return wrap(build(json), json);
  } catch (error) {
    throw new UsageError(`Cannot read "${name}": ${(error as Error).message}`);
  }
}

function build(json: TokenizerJson): HuggingFaceTokenizer {
  // The reference's fast tokenizers clean nothing up after decoding, unless the decoder says so
  const tokenizer = new HuggingFaceTokenizer(json, { clean_up_tokenization_spaces: false });
  makeExact(tokenizer, json);
  if (tokenizer.model) rememberWords(tokenizer.model);
  return tokenizer;
}

const MAX_REMEMBERED_WORDS = 200_000;

/** Cuts each word once: a model cuts every word by itself, and text repeats its words. */
function rememberWords(model: { encode(words: string[]): string[] }): void {
  const encode = model.encode.bind(model);
  const known = new Map<string, readonly string[]>();
  model.encode = (words) =>
    words.flatMap((word) => {
      let tokens = known.get(word);
      if (tokens === undefined) {
        if (known.size === MAX_REMEMBERED_WORDS) known.clear();
        known.set(word, tokens = encode([word]));
      }
      return tokens;
    });
}

function wrap(tokenizer: HuggingFaceTokenizer, json: TokenizerJson): Tokenizer {
  return {
    unknown: unknownId(tokenizer, json),
    idOf: (token) => tokenizer.token_to_id(token),
    tokenOf: (id) => tokenizer.id_to_token(id),
    encode: (text, { addSpecialTokens = true } = {}) =>
      tokenizer.encode(text, { add_special_tokens: addSpecialTokens }).ids,
    decode(ids, { skipSpecialTokens = true } = {}) {
      if (ids.length === 0) return ""; // the library refuses it
      return tokenizer.decode([...ids], { skip_special_tokens: skipSpecialTokens });
    },
  };
}

/** Unigram models name the token by its id, the others by its text. */
function unknownId(tokenizer: HuggingFaceTokenizer, { model }: TokenizerJson): number | null {
  const { unk_id: id, unk_token: text } = model as { unk_id?: number; unk_token?: string };
  return id ?? (text ? tokenizer.token_to_id(text) : undefined) ?? null;
}

async function readJson(folder: string, path: string): Promise<TokenizerJson> {
  const text = await Deno.readTextFile(path).catch(() => undefined);
  if (text === undefined) throw new UsageError(await missing(folder, path));
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`Cannot read "${path}": ${(error as Error).message}`);
  }
}

async function missing(folder: string, path: string): Promise<string> {
  const files = ["spiece.model", "tokenizer.model"];
  const are = await Promise.all(files.map((file) => isFile(join(folder, file))));
  const found = files.find((_, i) => are[i]);
  const advice = found
    ? `it has only ${found}: in that folder, run python3 -c "from transformers import AutoTokenizer as T; T.from_pretrained('.').save_pretrained('.')"`
    : "the folder must hold a fast tokenizer";
  return `Cannot read "${path}": there is no such file: ${advice}`;
}
