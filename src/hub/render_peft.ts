/**
 * Adapters as the content of a folder of PEFT.
 *
 * @module
 */
import {
  type PeftFiles,
  type PeftIa3,
  type PeftLora,
  type PeftTask,
  PROMPT,
  WRAPPER,
  type WritingTask,
} from "./peft.ts";
import type { TensorData } from "./safetensors.ts";

/** What PEFT wants to know of the base model of a prompt. */
export interface PromptBase {
  /** Hub id or folder. */
  readonly name: string;
  readonly layers: number;
  readonly heads: number;
}

/**
 * Makes the content of an adapter folder of a prompt for a model that writes.
 *
 * @param prompt `[promptLength, dModel]`, folded
 */
export function peftPrompt(prompt: TensorData, base: PromptBase, task: WritingTask): PeftFiles {
  const [length, dModel] = prompt.shape as [number, number];
  return {
    config: {
      auto_mapping: null,
      base_model_name_or_path: base.name,
      inference_mode: true,
      num_attention_heads: base.heads,
      num_layers: base.layers,
      num_transformer_submodules: 1, // the input alone
      num_virtual_tokens: length,
      peft_type: "PROMPT_TUNING",
      prompt_tuning_init: "RANDOM",
      prompt_tuning_init_text: null,
      revision: null,
      task_type: task,
      token_dim: dModel,
      tokenizer_name_or_path: null,
    },
    tensors: { [PROMPT]: prompt },
  };
}

/**
 * Makes the content of an adapter folder of LoRA.
 *
 * @param maps by Hugging Face name of the map, without `.weight`
 */
export function peftLora(
  { base, rank, alpha, maps }: Omit<PeftLora, "kind" | "weights">,
  task: PeftTask,
): PeftFiles {
  const tensors = Object.entries(maps).flatMap(([map, { down, up }]) => [
    [`${WRAPPER}${map}.lora_A.weight`, down],
    [`${WRAPPER}${map}.lora_B.weight`, up],
  ]);
  return {
    config: {
      auto_mapping: null,
      base_model_name_or_path: base,
      bias: "none",
      fan_in_fan_out: false,
      inference_mode: true,
      lora_alpha: alpha,
      lora_dropout: 0,
      modules_to_save: null,
      peft_type: "LORA",
      r: rank,
      revision: null,
      target_modules: Object.keys(maps).sort(), // whole names: exactly these maps
      task_type: task,
    },
    tensors: Object.fromEntries(tensors),
  };
}

/** Makes the content of an adapter folder of (IA)^3. */
export function peftIa3(
  { base, scales }: Omit<PeftIa3, "kind" | "weights">,
  taskType: PeftTask,
): PeftFiles {
  const maps = Object.keys(scales).sort(); // whole names: exactly these maps
  const tensors = Object.entries(scales).map(([map, { side, values: { shape, values } }]) => {
    const [size] = shape as [number];
    return [
      `${WRAPPER}${map}.ia3_l`,
      { shape: side === "input" ? [1, size] : [size, 1], values },
    ];
  });
  return {
    config: {
      auto_mapping: null,
      base_model_name_or_path: base,
      exclude_modules: null,
      fan_in_fan_out: false,
      feedforward_modules: maps.filter((map) => scales[map]!.side === "input"),
      inference_mode: true,
      init_ia3_weights: true,
      modules_to_save: null,
      peft_type: "IA3",
      revision: null,
      target_modules: maps,
      task_type: taskType,
    },
    tensors: Object.fromEntries(tensors),
  };
}
