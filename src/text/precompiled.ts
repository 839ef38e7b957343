/**
 * SentencePiece's normalization as T5's `tokenizer.json` carries it: a table from byte sequences to
 * texts, mostly NFKC, with exceptions that no formula gives.
 *
 * `@huggingface/tokenizers` approximates the table by NFKC; this reads the table itself, so that ids
 * equal the reference's on every text.
 *
 * Source: crate `spm_precompiled` and `tokenizers/src/normalizers/precompiled.rs` of Hugging Face.
 *
 * @module
 */
import { Normalizer } from "@huggingface/tokenizers";

const MAX_GRAPHEME_BYTES = 6; // the reference looks up only shorter graphemes as a whole

/**
 * The parts of a text with something other than printable ASCII, and the characters around it that
 * may belong to its graphemes: between two printable ASCII characters there always is an edge.
 */
const NOT_PLAIN = /[ -~]?(?:[^ -~]+[ -~]?)+/g;

const utf8 = new TextEncoder();
const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/** Normalizes text by a precompiled table. */
export class PrecompiledTable extends Normalizer {
  /** Double-array trie over UTF-8 bytes, in the layout of Darts-clone. */
  readonly #units: Uint32Array;
  /** The texts, each ended by a zero byte. */
  readonly #texts: Uint8Array;
  readonly #known = new Map<string, string | undefined>();
  /** Whether the table leaves printable ASCII as it is, which most text consists of. */
  readonly #keepsAscii: boolean;

  /**
   * @param base64 field `precompiled_charsmap` of a normalizer of type `Precompiled`
   * @throws {TypeError} if the table is damaged
   */
  constructor(base64: string) {
    super({ type: "Precompiled", precompiled_charsmap: base64 });
    const bytes = Uint8Array.fromBase64(base64);
    const trieBytes = bytes.length < 4 ? 0 : new DataView(bytes.buffer).getUint32(0, true);
    if (trieBytes === 0 || trieBytes % 4 !== 0 || 4 + trieBytes > bytes.length) {
      throw new TypeError("Cannot read the tokenizer's precompiled_charsmap: it is damaged");
    }
    this.#units = new Uint32Array(bytes.slice(4, 4 + trieBytes).buffer);
    this.#texts = bytes.subarray(4 + trieBytes);
    this.#keepsAscii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))
      .every((character) => this.#lookUp(character) === undefined);
  }

  /** Returns the normalized text. */
  override normalize(text: string): string {
    if (!this.#keepsAscii) return this.#normalizeGraphemes(text);
    return text.replace(NOT_PLAIN, (part) => this.#normalizeGraphemes(part));
  }

  #normalizeGraphemes(text: string): string {
    let result = "";
    for (const { segment } of graphemes.segment(text)) {
      const whole = utf8.encode(segment).length < MAX_GRAPHEME_BYTES
        ? this.#lookUp(segment)
        : undefined;
      if (whole !== undefined) result += whole;
      else for (const character of segment) result += this.#lookUp(character) ?? character;
    }
    return result;
  }

  #lookUp(part: string): string | undefined {
    if (this.#known.has(part)) return this.#known.get(part);
    const start = this.#shortestPrefix(utf8.encode(part));
    const text = start === undefined ? undefined : this.#textAt(start);
    this.#known.set(part, text);
    return text;
  }

  /** Place of the text of the shortest prefix that the trie knows; the reference takes it for all. */
  #shortestPrefix(bytes: Uint8Array): number | undefined {
    let node = offsetOf(this.#units[0]!);
    for (const byte of bytes) {
      node ^= byte;
      const unit = this.#units[node] ?? 0;
      if (byte === 0 || labelOf(unit) !== byte) return undefined;
      node ^= offsetOf(unit);
      if (hasLeaf(unit)) return this.#units[node]! & 0x7fffffff;
    }
    return undefined;
  }

  #textAt(start: number): string {
    return new TextDecoder().decode(this.#texts.subarray(start, this.#texts.indexOf(0, start)));
  }
}

// The fields of a unit of a Darts-clone trie.
const hasLeaf = (unit: number): boolean => (unit >>> 8 & 1) === 1;
const labelOf = (unit: number): number => (unit & 0x800000ff) >>> 0;
const offsetOf = (unit: number): number => (unit >>> 10) << ((unit & 1 << 9) >>> 6);
