/**
 * The weights of a Llama checkpoint by their Hugging Face names, and its sites.
 *
 * @module
 */
import type { Tensors } from "../../engine/engine.ts";
import type { Site } from "../../sites.ts";
import { loadWeights } from "../load_weights.ts";
import type { ModelFiles } from "../model.ts";
import type { LlamaConfig } from "./config.ts";
import { layerName, layerSite, MAPS } from "./module_names.ts";

/** The token embeddings, `[vocab, dModel]`. */
export const TOKENS = "model.embed_tokens.weight";
/** The norm behind the last layer, `[dModel]`. */
export const FINAL_NORM = "model.norm.weight";
/** The output layer where it is not the embedding table, `[vocab, dModel]`. */
export const OUTPUT = "lm_head.weight";

/** A linear map of a layer. */
interface LinearMap {
  readonly name: keyof typeof MAPS;
  readonly inputSize: number;
  readonly outputSize: number;
  readonly hasBias: boolean;
}

/** The linear maps that each layer has. */
function linearMaps(config: LlamaConfig): LinearMap[] {
  const { dModel, dHead, heads, keyValueHeads, dFF, biases } = config;
  const map = (
    name: keyof typeof MAPS,
    inputSize: number,
    outputSize: number,
    hasBias: boolean,
  ): LinearMap => ({ name, inputSize, outputSize, hasBias });
  return [
    map("attention.query", dModel, heads * dHead, biases.inputs),
    map("attention.key", dModel, keyValueHeads * dHead, biases.inputs),
    map("attention.value", dModel, keyValueHeads * dHead, biases.inputs),
    map("attention.output", heads * dHead, dModel, biases.output),
    map("feedForward.gate", dModel, dFF, biases.feedForward),
    map("feedForward.in", dModel, dFF, biases.feedForward),
    map("feedForward.out", dFF, dModel, biases.feedForward),
  ];
}

/** Shape of every weight that a configuration calls for. */
export function weightShapes(config: LlamaConfig): Record<string, readonly number[]> {
  const { dModel, dHead, vocab, layers, headNorms, tied } = config;
  const shapes: Record<string, readonly number[]> = { [TOKENS]: [vocab, dModel] };
  for (let i = 0; i < layers; i++) {
    const layer = layerName(i);
    for (const { name, inputSize, outputSize, hasBias } of linearMaps(config)) {
      shapes[`${layer}.${MAPS[name]}.weight`] = [outputSize, inputSize];
      if (hasBias) shapes[`${layer}.${MAPS[name]}.bias`] = [outputSize];
    }
    if (headNorms) {
      shapes[`${layer}.self_attn.q_norm.weight`] = [dHead];
      shapes[`${layer}.self_attn.k_norm.weight`] = [dHead];
    }
    shapes[`${layer}.input_layernorm.weight`] = [dModel];
    shapes[`${layer}.post_attention_layernorm.weight`] = [dModel];
  }
  shapes[FINAL_NORM] = [dModel];
  if (!tied) shapes[OUTPUT] = [vocab, dModel];
  return shapes;
}

/**
 * Loads the weights; the caller owns them.
 *
 * @throws {TypeError} if a weight is missing, unknown or of another shape
 */
export function loadLlamaWeights(files: ModelFiles, config: LlamaConfig): Tensors {
  return loadWeights(files, weightShapes(config), {
    ours: (name) => name,
    // a copy of the embeddings, and frequencies that old files hold
    isUnused: (name) => (config.tied && name === OUTPUT) || name.endsWith(".rotary_emb.inv_freq"),
  });
}

/** The places of a Llama where a method may act. */
export function llamaSites(config: LlamaConfig): Site[] {
  const { dModel, dHead, keyValueHeads, layers } = config;
  const sublayer = (name: string): Site => ({
    name,
    kind: "sublayer",
    inputSize: dModel,
    outputSize: dModel,
  });
  return Array.from({ length: layers }, (_, i): Site[] => {
    const layer = layerSite(i);
    const attention = `${layer}.attention`;
    const outputSize = keyValueHeads * dHead;
    return [
      ...linearMaps(config).map(({ name, inputSize, outputSize }): Site => ({
        name: `${layer}.${name}`,
        kind: "linear",
        inputSize,
        outputSize,
      })),
      { name: attention, kind: "keyValue", inputSize: dModel, outputSize },
      sublayer(attention),
      sublayer(`${layer}.feedForward`),
    ];
  }).flat();
}
