/**
 * Adapters of Python's PEFT library, as `adapter_config.json` and `adapter_model.safetensors` hold them.
 *
 * Only what gives the same outputs here and there is read (`parse_peft.ts`) or written
 * (`render_peft.ts`); everything else is refused.
 *
 * @module
 */
import type { TensorData } from "./safetensors.ts";

/** Tensors of a file by name. */
export type Arrays = Readonly<Record<string, TensorData>>;

/** The parsed `adapter_config.json`. */
export type PeftConfig = Readonly<Record<string, unknown>>;

/** The content of an adapter folder. */
export interface PeftFiles {
  readonly config: PeftConfig;
  readonly tensors: Arrays;
}

/** PEFT's word for a model that writes: with an encoder, or as one stack. */
export type WritingTask = "SEQ_2_SEQ_LM" | "CAUSAL_LM";

/** PEFT's word for what a model does. */
export type PeftTask = WritingTask | "SEQ_CLS";

/** A soft prompt in front of the input. */
export interface PeftPrompt {
  readonly kind: "prompt";
  readonly task: WritingTask;
  /** Model that the prompt was trained for; null: not said. */
  readonly base: string | null;
  /** `[promptLength, dModel]` */
  readonly prompt: TensorData;
}

/** Low-rank changes of linear maps: `output + alpha / rank * up(down(input))`. */
export interface PeftLora {
  readonly kind: "lora";
  readonly base: string | null;
  readonly rank: number;
  readonly alpha: number;
  /** By Hugging Face name of the map, without `.weight`: `down` `[rank, in]`, `up` `[out, rank]`. */
  readonly maps: Readonly<Record<string, { readonly down: TensorData; readonly up: TensorData }>>;
  /** Whole weights that were trained besides, such as a classifier's, by Hugging Face name. */
  readonly weights: Arrays;
}

/** Vectors that rescale what linear maps take or give: (IA)^3. */
export interface PeftIa3 {
  readonly kind: "ia3";
  readonly base: string | null;
  /** By Hugging Face name of the map, without `.weight`. */
  readonly scales: Readonly<Record<string, PeftScale>>;
  /** Whole weights that were trained besides, as for LoRA. */
  readonly weights: Arrays;
}

/** The vector of one map. */
export interface PeftScale {
  /** What it rescales; PEFT calls maps whose inputs are rescaled feed-forward. */
  readonly side: "input" | "output";
  /** `[size]` */
  readonly values: TensorData;
}

/** An adapter that we can read. */
export type PeftAdapter = PeftPrompt | PeftLora | PeftIa3;

/** PEFT's name of the prompt. */
export const PROMPT = "prompt_embeddings";

/** What stands before the names of a model: PEFT wraps it twice. */
export const WRAPPER = "base_model.model.";
