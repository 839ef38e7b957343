/**
 * The byte-level BPE tokenizer of a GGUF file as Hugging Face's `tokenizer.json`.
 *
 * The file has tokens and merges, but of the rule that cuts a text into words only its name.
 *
 * Source: `llama-vocab.cpp` of https://github.com/ggml-org/llama.cpp; the same tokenizer before and
 * after is compared in `tests/hub/gguf_checkpoint_test.ts`.
 *
 * @module
 */
import type { GgufSettings } from "./gguf_settings.ts";

/** Types of tokens, as the file numbers them. */
const CONTROL = 3;
const USER_DEFINED = 4;

const BYTE_LEVEL = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true };
const GPT2_WORDS = { ...BYTE_LEVEL, use_regex: true };

const inTurn = (...pretokenizers: object[]) => ({ type: "Sequence", pretokenizers });

/** Cuts a text with an expression of its own, then into bytes. */
const wordsBy = (expression: string) =>
  inTurn(
    { type: "Split", pattern: { Regex: expression }, behavior: "Isolated", invert: false },
    { ...BYTE_LEVEL, use_regex: false },
  );

/** The words of OpenAI's cl100k, of whose digits so many go together. */
const cl100k = (digits: string) =>
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|" + digits +
  "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

/** How texts are cut into words, by llama.cpp's name for it. */
const WORDS: Readonly<Record<string, { readonly words: object; readonly normalizer?: object }>> = {
  "gpt-2": { words: GPT2_WORDS },
  "smollm": { words: inTurn({ type: "Digits", individual_digits: true }, GPT2_WORDS) },
  "llama-bpe": { words: wordsBy(cl100k("\\p{N}{1,3}")) },
  "qwen2": { words: wordsBy(cl100k("\\p{N}")), normalizer: { type: "NFC" } },
};

/**
 * The content of `tokenizer.json`.
 *
 * @throws {UsageError} if the tokenizer is no byte-level BPE, or cuts words in an unknown way
 */
export function ggufTokenizer(settings: GgufSettings): Readonly<Record<string, unknown>> {
  const model = settings.text("tokenizer.ggml.model");
  if (model !== "gpt2") {
    throw settings.error(
      `its tokenizer is of type "${model}": only byte-level BPE can be converted`,
    );
  }
  const rule = settings.text("tokenizer.ggml.pre");
  const known = Object.hasOwn(WORDS, rule) ? WORDS[rule]! : undefined;
  if (known === undefined) {
    throw settings.error(
      `its tokenizer cuts words by "${rule}": known are ${Object.keys(WORDS).join(", ")}`,
    );
  }
  const tokens = settings.list<string>("tokenizer.ggml.tokens");
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: addedTokens(tokens, settings.list<number>("tokenizer.ggml.token_type")),
    normalizer: known.normalizer ?? null,
    pre_tokenizer: known.words,
    post_processor: beginning(settings, tokens),
    decoder: { ...BYTE_LEVEL, add_prefix_space: true, use_regex: true },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: rule === "llama-bpe",
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: settings.list<string>("tokenizer.ggml.merges").map((merge) => merge.split(" ")),
    },
  };
}

/** Tokens that are cut out of a text before its words are. */
function addedTokens(tokens: readonly string[], types: readonly number[]) {
  return tokens.flatMap((content, id) => {
    const type = types[id];
    if (type !== CONTROL && type !== USER_DEFINED) return [];
    const asTheyStand = { single_word: false, lstrip: false, rstrip: false, normalized: false };
    return [{ id, content, ...asTheyStand, special: type === CONTROL }];
  });
}

/** What puts the token in front that begins a text, if the model expects one. */
function beginning(settings: GgufSettings, tokens: readonly string[]): object {
  if (!settings.isTrue("tokenizer.ggml.add_bos_token")) return BYTE_LEVEL;
  const id = settings.number("tokenizer.ggml.bos_token_id");
  const token = tokens[id]!;
  const first = { SpecialToken: { id: token, type_id: 0 } };
  const text = (id: string, type_id: number) => ({ Sequence: { id, type_id } });
  return {
    type: "TemplateProcessing",
    single: [first, text("A", 0)],
    pair: [first, text("A", 0), text("B", 1)],
    special_tokens: { [token]: { id: token, ids: [id], tokens: [token] } },
  };
}
