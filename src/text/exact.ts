/**
 * The parts of a tokenizer where `@huggingface/tokenizers` differs from the reference, done as the
 * reference does them, and put in the place of the library's.
 *
 * What stays different: letters and marks that Unicode added after version 8, in scripts such as
 * Balinese or Newa, since the reference's tables are of that version and JavaScript's are new; and
 * which white space before a `<mask>` belongs to it, where it is U+0085 or U+FEFF.
 *
 * @module
 */
import {
  ByteFallbackDecoder,
  ByteLevelPreTokenizer,
  type Decoder,
  Normalizer,
  PreTokenizer,
  SequenceDecoder,
  type Tokenizer,
} from "@huggingface/tokenizers";
import { PrecompiledTable } from "./precompiled.ts";

/** The fields of a normalizer or pre-tokenizer in `tokenizer.json` that matter here. */
interface PartConfig {
  readonly type?: string;
  readonly precompiled_charsmap?: string | null;
  readonly normalizers?: readonly PartConfig[];
  readonly pretokenizers?: readonly PartConfig[];
}

/** Replaces the inexact parts of a tokenizer that was built from `json`. */
export function makeExact(
  tokenizer: Tokenizer,
  json: Readonly<Record<string, unknown>>,
): void {
  tokenizer.normalizer = exactNormalizer(json.normalizer, tokenizer.normalizer);
  tokenizer.pre_tokenizer = exactPreTokenizer(json.pre_tokenizer, tokenizer.pre_tokenizer);
  useExactBytes(tokenizer.decoder);
}

function exactNormalizer(json: unknown, part: Normalizer | null): Normalizer | null {
  const config = (json ?? {}) as PartConfig;
  if (config.type === "BertNormalizer") return new ExactBertNormalizer(config as BertConfig);
  if (config.type === "Precompiled" && config.precompiled_charsmap) {
    return new PrecompiledTable(config.precompiled_charsmap);
  }
  if (config.type === "Sequence") {
    const sequence = part as Normalizer & { normalizers: (Normalizer | null)[] };
    sequence.normalizers = sequence.normalizers.map((inner, i) =>
      exactNormalizer(config.normalizers?.[i], inner)
    );
  }
  return part;
}

function exactPreTokenizer(json: unknown, part: PreTokenizer | null): PreTokenizer | null {
  const config = (json ?? {}) as PartConfig;
  if (config.type === "WhitespaceSplit") return new ExactWhitespaceSplit();
  if (part instanceof ByteLevelPreTokenizer) part.pattern = BYTE_LEVEL_WORDS;
  if (config.type === "Sequence") {
    const sequence = part as PreTokenizer & { tokenizers: (PreTokenizer | null)[] };
    sequence.tokenizers = sequence.tokenizers.map((inner, i) =>
      exactPreTokenizer(config.pretokenizers?.[i], inner)
    );
  }
  return part;
}

/** The words of byte-level BPE, as GPT-2 has them, with Unicode's white space for `\s`. */
const BYTE_LEVEL_WORDS =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** Bytes that are no UTF-8 are as many replacement characters; the library keeps what it can read. */
function useExactBytes(decoder: Decoder | null): void {
  if (decoder instanceof SequenceDecoder) decoder.decoders.forEach(useExactBytes);
  if (decoder instanceof ByteFallbackDecoder) decoder.decode_chain = textOfBytes;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Makes a text of each run of tokens such as `<0x41>`. */
function textOfBytes(tokens: string[]): string[] {
  const texts: string[] = [];
  let bytes: number[] = [];
  const end = () => {
    if (bytes.length > 0) texts.push(decodeOrReplace(bytes));
    bytes = [];
  };
  for (const token of tokens) {
    const byte = /^<0x([0-9A-F]{2})>$/i.exec(token);
    if (byte) {
      bytes.push(parseInt(byte[1]!, 16));
    } else {
      end();
      texts.push(token);
    }
  }
  end();
  return texts;
}

function decodeOrReplace(bytes: readonly number[]): string {
  try {
    return utf8.decode(Uint8Array.from(bytes));
  } catch {
    return "\uFFFD".repeat(bytes.length);
  }
}

/** Splits at Unicode's white space; JavaScript's `\s` lacks U+0085 and has U+FEFF. */
class ExactWhitespaceSplit extends PreTokenizer {
  override pre_tokenize_text(text: string): string[] {
    return text.match(/\P{White_Space}+/gu) ?? [];
  }
}

/** Configuration of BERT's normalizer. */
interface BertConfig {
  readonly type: "BertNormalizer";
  readonly clean_text: boolean;
  readonly handle_chinese_chars: boolean;
  /** null: as `lowercase`. */
  readonly strip_accents: boolean | null;
  readonly lowercase: boolean;
}

const INVALID = /[\0\uFFFD]|(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;

/** The blocks of the reference, its U+2B920 for U+2B820 included. */
const CHINESE =
  /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B81F}\u{2B920}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/gu;

/**
 * BERT's normalizer.
 *
 * The library takes surrogate pairs apart, and lowercases words, where Greek has a final sigma; the
 * reference lowercases letter by letter.
 */
class ExactBertNormalizer extends Normalizer {
  readonly #bert: BertConfig;

  constructor(config: BertConfig) {
    super(config as Normalizer["config"]);
    this.#bert = config;
  }

  override normalize(text: string): string {
    const { clean_text, handle_chinese_chars, lowercase, strip_accents } = this.#bert;
    if (clean_text) text = text.replace(INVALID, "").replace(/\p{White_Space}/gu, " ");
    if (handle_chinese_chars) text = text.replace(CHINESE, " $& ");
    if (strip_accents ?? lowercase) text = text.normalize("NFD").replace(/\p{Mn}/gu, "");
    if (lowercase) text = Array.from(text, (letter) => letter.toLowerCase()).join("");
    return text;
  }
}
