/**
 * A GGUF file as a checkpoint in Hugging Face layout: the names and settings that transformers has
 * for it.
 *
 * llama.cpp orders the rows of a Llama's queries and keys so that numbers which rotate together stand
 * side by side; here they are put back, into two halves of each head.
 *
 * Source: `convert_hf_to_gguf.py` of https://github.com/ggml-org/llama.cpp; checked against
 * transformers' own reading in `tests/hub/gguf_checkpoint_test.ts`.
 *
 * @module
 */
import { type GgufFile, type GgufTensor, tensorPieces } from "./gguf.ts";
import { GgufSettings } from "./gguf_settings.ts";
import { ggufTokenizer } from "./gguf_tokenizer.ts";
import type { TensorPieces } from "./write_safetensors.ts";

/** The content of the files of a checkpoint. */
export interface GgufCheckpoint {
  readonly config: Readonly<Record<string, unknown>>;
  /** Content of `tokenizer.json`. */
  readonly tokenizer: Readonly<Record<string, unknown>>;
  readonly tensors: ReadonlyMap<string, TensorPieces>;
}

/** An architecture: what transformers calls it, and whether llama.cpp reorders rows. */
interface Architecture {
  readonly type: string;
  readonly className: string;
  readonly isReordered: boolean;
}

const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  llama: { type: "llama", className: "LlamaForCausalLM", isReordered: true }, // and Mistral's files
  qwen2: { type: "qwen2", className: "Qwen2ForCausalLM", isReordered: false },
};

/** Hugging Face's name of what a model has once. */
const TOP: Readonly<Record<string, string>> = {
  token_embd: "model.embed_tokens",
  output_norm: "model.norm",
  output: "lm_head",
};

/** Hugging Face's name of what each layer has. */
const LAYER: Readonly<Record<string, string>> = {
  attn_norm: "input_layernorm",
  attn_q: "self_attn.q_proj",
  attn_k: "self_attn.k_proj",
  attn_v: "self_attn.v_proj",
  attn_output: "self_attn.o_proj",
  ffn_norm: "post_attention_layernorm",
  ffn_gate: "mlp.gate_proj",
  ffn_up: "mlp.up_proj",
  ffn_down: "mlp.down_proj",
};

/**
 * Translates an opened file.
 *
 * @throws {UsageError} if its architecture, tokenizer or one of its tensors is not known
 */
export function ggufCheckpoint(gguf: GgufFile): GgufCheckpoint {
  const settings = new GgufSettings(gguf);
  const name = settings.text("general.architecture");
  const architecture = Object.hasOwn(ARCHITECTURES, name) ? ARCHITECTURES[name]! : undefined;
  if (architecture === undefined) {
    const known = Object.keys(ARCHITECTURES).join(", ");
    throw settings.error(`its architecture is "${name}": known are ${known}`);
  }
  return {
    config: readConfig(gguf, settings, architecture),
    tokenizer: ggufTokenizer(settings),
    tensors: new Map([...gguf.tensors].map(([name, tensor]) => {
      const translated = translate(name);
      if (translated === undefined) throw settings.error(`its tensor "${name}" is not known`);
      const isReordered = architecture.isReordered && /\.attn_[qk]\./.test(name);
      return [translated, isReordered ? inHalves(tensor, settings) : tensorPieces(tensor)];
    })),
  };
}

/** `blk.3.attn_q.weight` to `model.layers.3.self_attn.q_proj.weight`. */
function translate(name: string): string | undefined {
  const [, layer, part = "", kind] = name.match(/^(?:blk\.(\d+)\.)?(\w+)\.(weight|bias)$/) ?? [];
  const module = layer === undefined ? TOP[part] : LAYER[part];
  if (module === undefined) return undefined;
  return layer === undefined ? `${module}.${kind}` : `model.layers.${layer}.${module}.${kind}`;
}

/** Rows of queries or keys, of each head the even ones first. */
function inHalves(tensor: GgufTensor, settings: GgufSettings): TensorPieces {
  const width = headWidth(settings);
  return tensorPieces(tensor, width, (row) => row < width / 2 ? 2 * row : 2 * row - width + 1);
}

function headWidth(settings: GgufSettings): number {
  const number = (name: string, fallback?: number) =>
    settings.number(settings.ofModel(name), fallback);
  return number(
    "attention.key_length",
    number("embedding_length") / number("attention.head_count"),
  );
}

/** Content of `config.json`. */
function readConfig(
  { tensors }: GgufFile,
  settings: GgufSettings,
  { type, className }: Architecture,
): Record<string, unknown> {
  const number = (name: string, fallback?: number) =>
    settings.number(settings.ofModel(name), fallback);
  if (settings.has(settings.ofModel("rope.scaling.type")) || tensors.has("rope_freqs.weight")) {
    throw settings.error("it scales its rotary positions, which cannot be converted");
  }
  const heads = number("attention.head_count");
  const special = Object.entries({ bos: "bos", eos: "eos", pad: "padding" })
    .filter(([, name]) => settings.has(`tokenizer.ggml.${name}_token_id`))
    .map(([id, name]) => [`${id}_token_id`, settings.number(`tokenizer.ggml.${name}_token_id`)]);
  return {
    architectures: [className],
    model_type: type,
    hidden_act: "silu",
    hidden_size: number("embedding_length"),
    intermediate_size: number("feed_forward_length"),
    num_hidden_layers: number("block_count"),
    num_attention_heads: heads,
    num_key_value_heads: number("attention.head_count_kv", heads),
    head_dim: headWidth(settings),
    max_position_embeddings: number("context_length"),
    rms_norm_eps: number("attention.layer_norm_rms_epsilon"),
    rope_theta: number("rope.freq_base", 10_000),
    vocab_size: tensors.get("token_embd.weight")?.shape[0],
    tie_word_embeddings: !tensors.has("output.weight"),
    attention_bias: tensors.has("blk.0.attn_q.bias"),
    ...Object.fromEntries(special),
  };
}
