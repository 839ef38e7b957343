/**
 * The vocabulary of the mini model: every word of the world is one token, and so is every
 * punctuation mark.
 *
 * @module
 */

import {
  CATEGORIES,
  COLOURS,
  DEEDS_FOR_OBJECT,
  DEEDS_FOR_SUBJECT,
  FUNCTION_WORDS,
  HAPPENINGS,
  HOMOGRAPHS,
  INSTRUCTIONS,
  LABEL_WORDS,
  NAMES,
  NUMBERS,
  OBJECTS,
  PLACEHOLDER,
  PLACES,
  PRETRAINING_MARKERS,
  TASK_MARKERS,
  TOPICS,
  TRAITS,
} from "./lexicon.ts";

const SENTINEL_COUNT = 16;
const PUNCTUATION = [".", ":", ";", ",", "?"];
const WORD_START = "▁";

/** Every word of the mini world once, label words and marker words included. */
export const EVERY_WORD: readonly string[] = [
  ...new Set([
    ...FUNCTION_WORDS,
    PLACEHOLDER,
    ...NAMES,
    ...Object.keys(CATEGORIES),
    ...OBJECTS,
    ...COLOURS,
    ...PLACES,
    ...HAPPENINGS.flatMap((h) => [...h.causes, ...h.effects]),
    ...Object.keys(TOPICS),
    ...Object.values(TOPICS).flat(),
    ...Object.keys(HOMOGRAPHS),
    ...DEEDS_FOR_OBJECT,
    ...DEEDS_FOR_SUBJECT,
    ...TRAITS,
    ...INSTRUCTIONS,
    ...PRETRAINING_MARKERS,
    ...TASK_MARKERS,
    ...LABEL_WORDS,
    ...NUMBERS,
  ]),
];

const SENTINELS = Array.from(
  { length: SENTINEL_COUNT },
  (_, i) => `<extra_id_${i}>`,
);

/** The pieces by token id: special tokens, punctuation, words, sentinels. */
export const PIECES: readonly string[] = [
  "<pad>",
  "</s>",
  "<unk>",
  ...PUNCTUATION,
  ...EVERY_WORD.map((word) => WORD_START + word),
  ...SENTINELS,
];

/** Token id of padding, which also starts the decoder. */
export const PAD_ID = 0;
/** Token id that ends a text. */
export const END_ID = 1;
/** Token id of a word that is not in the vocabulary. */
export const UNKNOWN_ID = 2;

const ID_OF_PIECE = new Map(PIECES.map((piece, id) => [piece, id]));

/** Token ids of `<extra_id_0>` and its successors. */
export const SENTINEL_IDS: readonly number[] = SENTINELS.map((s) => ID_OF_PIECE.get(s) as number);

/** Returns the token id of one word of the world. */
export function wordId(word: string): number {
  const id = ID_OF_PIECE.get(WORD_START + word);
  if (id === undefined) {
    throw new RangeError(`Cannot encode "${word}": it is no word of the mini world`);
  }
  return id;
}

/**
 * Encodes text of the mini world, without `</s>`: the same ids as the tokenizer's, faster, and an
 * unknown word is an error.
 *
 * @throws {RangeError} if a word is not in the vocabulary
 */
export function encodeText(text: string): number[] {
  const ids: number[] = [];
  for (const chunk of text.split(" ")) {
    if (chunk === "") continue;
    let end = chunk.length;
    while (end > 0 && PUNCTUATION.includes(chunk.charAt(end - 1))) end--;
    ids.push(wordId(chunk.slice(0, end)));
    for (let i = end; i < chunk.length; i++) ids.push(ID_OF_PIECE.get(chunk.charAt(i)) as number);
  }
  return ids;
}

const METASPACE = {
  type: "Metaspace",
  replacement: WORD_START,
  prepend_scheme: "always",
  split: true,
};

function addedToken(content: string) {
  return {
    id: ID_OF_PIECE.get(content) as number,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  };
}

/**
 * Builds the `tokenizer.json` of the mini model, of the same form as T5's (Unigram after Metaspace,
 * `</s>` at the end), so that
 * `@huggingface/tokenizers`, Python `tokenizers` and `transformers` read it.
 *
 * Differs: text is lower-cased, as the mini world knows no capitals; no piece is shorter than a
 * word, so an unknown word is one `<unk>`.
 */
export function buildTokenizerJson() {
  const end = { SpecialToken: { id: "</s>", type_id: 0 } };
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: ["<pad>", "</s>", "<unk>", ...SENTINELS].map(addedToken),
    normalizer: { type: "Lowercase" },
    pre_tokenizer: { type: "Sequence", pretokenizers: [{ type: "WhitespaceSplit" }, METASPACE] },
    post_processor: {
      type: "TemplateProcessing",
      single: [{ Sequence: { id: "A", type_id: 0 } }, end],
      pair: [
        { Sequence: { id: "A", type_id: 0 } },
        end,
        { Sequence: { id: "B", type_id: 0 } },
        end,
      ],
      special_tokens: { "</s>": { id: "</s>", ids: [END_ID], tokens: ["</s>"] } },
    },
    decoder: METASPACE,
    model: {
      type: "Unigram",
      unk_id: UNKNOWN_ID,
      vocab: PIECES.map((piece, id): [string, number] => [piece, id <= UNKNOWN_ID ? 0 : -1]),
      byte_fallback: false,
    },
  };
}
