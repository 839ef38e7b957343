/**
 * The configuration of a BERT checkpoint, and of its relatives.
 *
 * @module
 */
import { numbersOf } from "../config_numbers.ts";
import type { ConfigJson } from "../model.ts";

/** What `config.json` decides. */
export interface BertConfig {
  readonly dModel: number;
  readonly heads: number;
  readonly dFF: number;
  readonly layers: number;
  readonly vocab: number;
  /** Longest sequence, prompt included: positions are learned. */
  readonly positions: number;
  /**
   * Whether tokens alone are counted, behind position `padId`, which all padding has: RoBERTa. Else
   * every place is counted, from position 0.
   */
  readonly countsBehindPad: boolean;
  readonly segments: number;
  /** Activation of the feed-forward layers by its Hugging Face name. */
  readonly activation: string;
  readonly dropout: number;
  readonly attentionDropout: number;
  readonly epsilon: number;
  readonly padId: number;
  /** `[SEP]` or `</s>`, as far as `config.json` lets one guess: the tokenizer decides. */
  readonly endId: number;
}

/** Id of `[SEP]` in the vocabularies of Google's BERTs; no `config.json` says it. */
const SEP = 102;

/**
 * Reads `config.json`.
 *
 * Source: `BertConfig` of Hugging Face transformers, with its defaults.
 *
 * @throws {TypeError} if a size is missing or no number, or the heads do not divide the width
 */
export function readBertConfig(json: ConfigJson): BertConfig {
  const number = numbersOf(json);
  const kind = json.position_embedding_type ?? "absolute";
  if (kind !== "absolute") {
    throw new TypeError(`Cannot read config.json: position embeddings of type "${kind}"`);
  }
  const dModel = number("hidden_size");
  const heads = number("num_attention_heads");
  if (dModel % heads !== 0) {
    throw new TypeError(`Cannot read config.json: ${heads} heads do not divide width ${dModel}`);
  }
  return {
    dModel,
    heads,
    dFF: number("intermediate_size"),
    layers: number("num_hidden_layers"),
    vocab: number("vocab_size"),
    positions: number("max_position_embeddings", 512),
    countsBehindPad: false,
    segments: number("type_vocab_size", 2),
    activation: String(json.hidden_act ?? "gelu"),
    dropout: number("hidden_dropout_prob", 0.1),
    attentionDropout: number("attention_probs_dropout_prob", 0.1),
    epsilon: number("layer_norm_eps", 1e-12),
    padId: number("pad_token_id", 0),
    endId: number("eos_token_id", SEP),
  };
}
