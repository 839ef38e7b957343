/**
 * What the content of an adapter folder of PEFT means.
 *
 * @module
 */
import {
  type Arrays,
  type PeftAdapter,
  type PeftConfig,
  type PeftFiles,
  type PeftIa3,
  type PeftLora,
  type PeftPrompt,
  type PeftScale,
  PROMPT,
  WRAPPER,
  type WritingTask,
} from "./peft.ts";
import type { TensorData } from "./safetensors.ts";

/** Variants of LoRA that compute something else; each may be absent, false, null or empty. */
const LORA_VARIANTS = [
  "use_dora",
  "use_qalora",
  "use_bdlora",
  "lora_bias",
  "fan_in_fan_out",
  "rank_pattern",
  "alpha_pattern",
  "layer_replication",
  "target_parameters",
  "trainable_token_indices",
  "alora_invocation_tokens",
  "velora_config",
  "kasa_config",
  "arrow_config",
];

/** Ways to begin LoRA that leave the model's own weights as they are; PiSSA, OLoRA ... change them. */
const PLAIN_STARTS: readonly unknown[] = [true, false, null, "gaussian", "eva", "orthogonal"];

function refuse(reason: string): never {
  throw new TypeError(`Cannot read the PEFT adapter: ${reason}`);
}

function isOn(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

function countOf(config: PeftConfig, key: string): number {
  const value = config[key];
  if (typeof value === "number" && Number.isInteger(value) && value >= 1) return value;
  refuse(`"${key}" must be an integer >= 1: current value is ${JSON.stringify(value)}`);
}

function baseOf(config: PeftConfig): string | null {
  const base = config.base_model_name_or_path;
  return typeof base === "string" && base !== "" ? base : null;
}

function matrixOf(
  tensors: Arrays,
  name: string,
): TensorData & { shape: readonly [number, number] } {
  const found = tensors[name];
  if (found === undefined) refuse(`tensor "${name}" is missing`);
  const { shape, values } = found;
  if (shape.length !== 2) refuse(`tensor "${name}" must be a matrix: it is [${shape.join(", ")}]`);
  return { shape: [shape[0]!, shape[1]!], values };
}

/** The kind of model that a prompt is for. */
function writingTaskOf({ task_type: task }: PeftConfig): WritingTask {
  if (task === "SEQ_2_SEQ_LM" || task === "CAUSAL_LM") return task;
  refuse(
    `prompts are read for "SEQ_2_SEQ_LM" and "CAUSAL_LM" only, as for others PEFT puts them before ` +
      `the first token and we behind it: task_type is ${JSON.stringify(task)}`,
  );
}

/**
 * Takes the input's rows of a prompt.
 *
 * PEFT's default for encoder-decoder models stores rows for the decoder behind them, which its own
 * T5 never reads.
 */
function parsePrompt({ config, tensors }: PeftFiles): PeftPrompt {
  const task = writingTaskOf(config);
  const length = countOf(config, "num_virtual_tokens");
  const { shape: [rows, dModel], values } = matrixOf(tensors, PROMPT);
  const wanted = length * Number(config.num_transformer_submodules ?? 1);
  if (rows !== wanted || dModel !== config.token_dim) {
    refuse(
      `"${PROMPT}" must be [${wanted}, ${config.token_dim}] by its config: ` +
        `file has [${rows}, ${dModel}]`,
    );
  }
  const prompt = { shape: [length, dModel], values: values.slice(0, length * dModel) };
  return { kind: "prompt", task, base: baseOf(config), prompt };
}

/** A name in the model itself. */
function unwrapped(name: string): string {
  return name.startsWith(WRAPPER) ? name.slice(WRAPPER.length) : name;
}

/** Undoes PEFT's names: `base_model.model.<map>.lora_A.weight`. */
function partOf(name: string): { map: string; part: string } {
  const inner = unwrapped(name);
  const match = inner.match(/^(.+)\.lora_([AB])\.weight$/);
  if (match) return { map: match[1]!, part: match[2]! };
  if (inner.includes("lora_")) {
    refuse(`tensor "${name}" is of a variant of LoRA that we do not have`);
  }
  return { map: inner, part: "whole" };
}

function parseLora({ config, tensors }: PeftFiles): PeftLora {
  const variant = LORA_VARIANTS.find((key) => isOn(config[key]));
  if (variant) refuse(`"${variant}" is a variant of LoRA that we do not have`);
  if ((config.bias ?? "none") !== "none") refuse(`"bias" must be "none": it is "${config.bias}"`);
  const start = config.init_lora_weights ?? null;
  if (!PLAIN_STARTS.includes(start)) {
    refuse(`"init_lora_weights" ${JSON.stringify(start)} changes weights of the model itself`);
  }
  const rank = countOf(config, "r");
  const maps: Record<string, { down: TensorData; up: TensorData }> = {};
  const weights: Record<string, TensorData> = {};
  for (const [name, array] of Object.entries(tensors)) {
    const { map, part } = partOf(name);
    if (part === "whole") weights[map] = array;
    if (part === "B") matrixOf(tensors, name.replace("_B.", "_A."));
    if (part !== "A") continue;
    const [down, up] = [matrixOf(tensors, name), matrixOf(tensors, name.replace("_A.", "_B."))];
    if (down.shape[0] !== rank || up.shape[1] !== rank) {
      refuse(`"${map}" must have rank ${rank}: file has ${down.shape[0]} and ${up.shape[1]}`);
    }
    maps[map] = { down, up };
  }
  if (Object.keys(maps).length === 0) refuse("it has no tensors of LoRA");
  // rank-stabilised LoRA divides by the root: the same map with a larger alpha
  if (typeof config.lora_alpha !== "number") refuse(`"lora_alpha" must be a number`);
  const alpha = config.lora_alpha * (config.use_rslora ? Math.sqrt(rank) : 1);
  return { kind: "lora", base: baseOf(config), rank, alpha, maps, weights };
}

/** PEFT's vectors are `[size, 1]` where they rescale outputs, and `[1, size]` where inputs. */
function parseIa3({ config, tensors }: PeftFiles): PeftIa3 {
  if (isOn(config.fan_in_fan_out)) refuse(`"fan_in_fan_out" is for models that we do not have`);
  const scales: Record<string, PeftScale> = {};
  const weights: Record<string, TensorData> = {};
  for (const [name, array] of Object.entries(tensors)) {
    const map = unwrapped(name).match(/^(.+)\.ia3_l$/)?.[1];
    if (map === undefined) weights[unwrapped(name)] = array;
    else scales[map] = scaleOf(name, tensors);
  }
  if (Object.keys(scales).length === 0) refuse("it has no tensors of (IA)^3");
  return { kind: "ia3", base: baseOf(config), scales, weights };
}

function scaleOf(name: string, tensors: Arrays): PeftScale {
  const { shape: [rows, columns], values } = matrixOf(tensors, name);
  if (Math.min(rows, columns) !== 1) {
    refuse(`tensor "${name}" must have one row or one column: it is [${rows}, ${columns}]`);
  }
  const side = rows === 1 ? "input" : "output";
  return { side, values: { shape: [rows * columns], values } };
}

/**
 * Reads the content of an adapter folder.
 *
 * @throws {TypeError} if it is of another kind, or its tensors are not what its config says
 */
export function parsePeft(files: PeftFiles): PeftAdapter {
  switch (files.config.peft_type) {
    case "PROMPT_TUNING":
      return parsePrompt(files);
    case "LORA":
      return parseLora(files);
    case "IA3":
      return parseIa3(files);
    default:
      refuse(
        `peft_type must be "PROMPT_TUNING", "LORA" or "IA3": it is ${
          JSON.stringify(files.config.peft_type)
        }`,
      );
  }
}
