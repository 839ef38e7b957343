/**
 * The configuration of a T5 checkpoint.
 *
 * @module
 */
import { numbersOf } from "../config_numbers.ts";
import type { ConfigJson } from "../model.ts";

/** What `config.json` decides. */
export interface T5Config {
  readonly dModel: number;
  readonly dHead: number;
  readonly heads: number;
  readonly dFF: number;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly vocab: number;
  readonly buckets: number;
  readonly maxDistance: number;
  /** Longest input that it was pretrained on. */
  readonly maxLength: number;
  readonly dropout: number;
  readonly epsilon: number;
  /** Activation of the feed-forward layers by its Hugging Face name. */
  readonly activation: string;
  /** Whether a second, linear branch multiplies the activation: T5 1.1. */
  readonly gated: boolean;
  /** Whether the output layer is the embedding table: T5 1.0. */
  readonly tied: boolean;
  readonly padId: number;
  readonly endId: number;
  readonly decoderStartId: number;
}

/**
 * Reads `config.json`.
 *
 * Source: `T5Config` of Hugging Face transformers, with its defaults.
 *
 * @throws {TypeError} if a size is missing or no number; names it
 */
export function readT5Config(json: ConfigJson): T5Config {
  const number = numbersOf(json);
  const projection = String(json.feed_forward_proj ?? "relu");
  const gated = projection.startsWith("gated-");
  const named = gated ? projection.slice("gated-".length) : projection;
  const layers = number("num_layers");
  return {
    dModel: number("d_model"),
    dHead: number("d_kv"),
    heads: number("num_heads"),
    dFF: number("d_ff"),
    encoderLayers: layers,
    decoderLayers: number("num_decoder_layers", layers),
    vocab: number("vocab_size"),
    buckets: number("relative_attention_num_buckets", 32),
    maxDistance: number("relative_attention_max_distance", 128),
    maxLength: number("n_positions", 512),
    dropout: number("dropout_rate", 0.1),
    epsilon: number("layer_norm_epsilon", 1e-6),
    // "gated-gelu" has always meant the tanh form: transformers' own backwards compatibility
    activation: gated && named === "gelu" ? "gelu_new" : named,
    gated,
    tied: json.tie_word_embeddings !== false,
    padId: number("pad_token_id", 0),
    endId: number("eos_token_id", 1),
    decoderStartId: number("decoder_start_token_id", number("pad_token_id", 0)),
  };
}
