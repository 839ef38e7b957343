/**
 * The configuration of a Llama checkpoint, and of its relatives Mistral, Qwen2 and Qwen3.
 *
 * @module
 */
import type { RotaryConfig, RotaryScaling } from "../../nn/rotary_position.ts";
import { numbersOf } from "../config_numbers.ts";
import type { ConfigJson } from "../model.ts";

/** What `config.json` decides. */
export interface LlamaConfig {
  readonly dModel: number;
  readonly dHead: number;
  readonly heads: number;
  /** Heads of keys and values, each for a group of queries. */
  readonly keyValueHeads: number;
  readonly dFF: number;
  readonly layers: number;
  readonly vocab: number;
  /** Most positions that see each other. */
  readonly positions: number;
  readonly rotary: RotaryConfig;
  /** Activation of the feed-forward layers by its Hugging Face name. */
  readonly activation: string;
  readonly attentionDropout: number;
  readonly epsilon: number;
  /** Which linear maps have a bias. */
  readonly biases: {
    /** Those to queries, keys and values. */
    readonly inputs: boolean;
    /** That of an attention's output. */
    readonly output: boolean;
    readonly feedForward: boolean;
  };
  /** Whether each head of queries and keys is normalised: Qwen3. */
  readonly headNorms: boolean;
  /** Whether the output layer is the embedding table. */
  readonly tied: boolean;
  readonly padId: number;
  readonly endId: number;
}

/** Values of `model_type` that are read. */
export const LLAMA_TYPES = ["llama", "mistral", "qwen2", "qwen3"] as const;

/**
 * Reads `config.json`.
 *
 * Source: `LlamaConfig`, `MistralConfig`, `Qwen2Config` and `Qwen3Config` of Hugging Face
 * transformers, with their defaults.
 *
 * @throws {TypeError} if a size is missing, heads cannot be grouped, or positions are of another kind
 */
export function readLlamaConfig(json: ConfigJson): LlamaConfig {
  const number = numbersOf(json);
  const dModel = number("hidden_size");
  const heads = number("num_attention_heads");
  const keyValueHeads = number("num_key_value_heads", heads);
  if (heads % keyValueHeads !== 0) {
    throw new TypeError(
      `Cannot read config.json: ${heads} heads cannot share ${keyValueHeads} of keys and values`,
    );
  }
  const vocab = number("vocab_size");
  const type = json.model_type;
  const biased = json.attention_bias === true && (type === "llama" || type === "qwen3");
  const endId = firstId(json.eos_token_id) ?? number("eos_token_id");
  return {
    dModel,
    dHead: number("head_dim", dModel / heads),
    heads,
    keyValueHeads,
    dFF: number("intermediate_size"),
    layers: number("num_hidden_layers"),
    vocab,
    positions: Math.min(number("max_position_embeddings"), windowOf(json)),
    rotary: readRotary(json),
    activation: String(json.hidden_act ?? "silu"),
    attentionDropout: number("attention_dropout", 0),
    epsilon: number("rms_norm_eps", 1e-6),
    biases: {
      inputs: biased || type === "qwen2",
      output: biased,
      feedForward: json.mlp_bias === true && type === "llama",
    },
    headNorms: type === "qwen3",
    tied: json.tie_word_embeddings === true,
    padId: firstId(json.pad_token_id) ?? endId,
    endId,
  };
}

/** An id that may be missing, -1 for none, or the first of several. */
function firstId(value: unknown): number | undefined {
  const id = Array.isArray(value) ? value[0] : value;
  return typeof id === "number" && id >= 0 ? id : undefined;
}

/** What `MistralConfig` assumes. */
const MISTRAL_WINDOW = 4096;

/** Positions that a token sees back; within as many, a sliding window makes no difference. */
function windowOf({ model_type, sliding_window, use_sliding_window }: ConfigJson): number {
  const isMistral = model_type === "mistral";
  const window = sliding_window === undefined && isMistral ? MISTRAL_WINDOW : sliding_window;
  const isOn = isMistral || use_sliding_window === true;
  return isOn && typeof window === "number" ? window : Infinity;
}

const DEFAULT_THETA = 10_000;

/** Newer files hold all in `rope_parameters`, older ones in `rope_theta` and `rope_scaling`. */
function readRotary(json: ConfigJson): RotaryConfig {
  const scaling = (json.rope_parameters ?? json.rope_scaling ?? {}) as ConfigJson;
  const theta = Number(scaling.rope_theta ?? json.rope_theta ?? DEFAULT_THETA);
  const type = scaling.rope_type ?? scaling.type ?? "default";
  const turned = scaling.partial_rotary_factor ?? json.partial_rotary_factor ?? 1;
  if (turned !== 1) {
    throw new TypeError(`Cannot read config.json: only a part of each head, ${turned}, is rotated`);
  }
  if (type === "default") return { theta };
  if (type === "llama3") return { theta, scaling: readScaling(scaling) };
  throw new TypeError(
    `Cannot read config.json: rotary positions must be of type "default" or "llama3": they are "${type}"`,
  );
}

function readScaling(json: ConfigJson): RotaryScaling {
  const number = (key: string): number => {
    const value = json[key];
    if (typeof value === "number") return value;
    throw new TypeError(`Cannot read config.json: no "${key}" of its rotary positions`);
  };
  return {
    factor: number("factor"),
    lowFrequency: number("low_freq_factor"),
    highFrequency: number("high_freq_factor"),
    trainedLength: number("original_max_position_embeddings"),
  };
}
