/**
 * The weights of a T5 checkpoint by their Hugging Face names.
 *
 * @module
 */
import type { Tensors } from "../../engine/engine.ts";
import type { Site } from "../../sites.ts";
import { loadWeights } from "../load_weights.ts";
import type { ModelFiles } from "../model.ts";
import type { T5Config } from "./config.ts";

/** The token embeddings, `[vocab, dModel]`. */
export const SHARED = "shared.weight";

/** The two stacks. */
export type Stack = "encoder" | "decoder";

/** What real checkpoints carry besides: copies of `shared.weight`, and a table that nothing reads. */
const UNUSED = [
  "encoder.embed_tokens.weight",
  "decoder.embed_tokens.weight",
  "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight",
];

/** Prefix of a sublayer: `encoder.block.0.layer.1`. */
export function sublayerName(stack: Stack, block: number, sublayer: number): string {
  return `${stack}.block.${block}.layer.${sublayer}`;
}

/** Name of the table of relative position biases, `[buckets, heads]`: the first block holds it. */
export function relativeBiasName(stack: Stack): string {
  return `${stack}.block.0.layer.0.SelfAttention.relative_attention_bias.weight`;
}

/** Shape of every weight that a configuration calls for. */
export function weightShapes(config: T5Config): Record<string, readonly number[]> {
  const { dModel, dFF, heads, dHead, vocab, buckets } = config;
  const inner = heads * dHead;
  const shapes: Record<string, readonly number[]> = { [SHARED]: [vocab, dModel] };
  const attention = (sublayer: string, kind: string) => {
    for (const map of ["q", "k", "v"]) {
      shapes[`${sublayer}.${kind}.${map}.weight`] = [inner, dModel];
    }
    shapes[`${sublayer}.${kind}.o.weight`] = [dModel, inner];
    shapes[`${sublayer}.layer_norm.weight`] = [dModel];
  };
  const feedForward = (sublayer: string) => {
    const inputs = config.gated ? ["wi_0", "wi_1"] : ["wi"];
    for (const map of inputs) shapes[`${sublayer}.DenseReluDense.${map}.weight`] = [dFF, dModel];
    shapes[`${sublayer}.DenseReluDense.wo.weight`] = [dModel, dFF];
    shapes[`${sublayer}.layer_norm.weight`] = [dModel];
  };
  for (let block = 0; block < config.encoderLayers; block++) {
    attention(sublayerName("encoder", block, 0), "SelfAttention");
    feedForward(sublayerName("encoder", block, 1));
  }
  for (let block = 0; block < config.decoderLayers; block++) {
    attention(sublayerName("decoder", block, 0), "SelfAttention");
    attention(sublayerName("decoder", block, 1), "EncDecAttention");
    feedForward(sublayerName("decoder", block, 2));
  }
  for (const stack of ["encoder", "decoder"] as const) {
    shapes[relativeBiasName(stack)] = [buckets, heads];
    shapes[`${stack}.final_layer_norm.weight`] = [dModel];
  }
  if (!config.tied) shapes["lm_head.weight"] = [vocab, dModel];
  return shapes;
}

/**
 * Loads the weights; the caller owns them.
 *
 * @throws {TypeError} if a weight is missing, unknown or of another shape
 */
export function loadT5Weights(files: ModelFiles, config: T5Config): Tensors {
  return loadWeights(files, weightShapes(config), {
    ours: (name) => name,
    isUnused: (name) => UNUSED.includes(name) || (config.tied && name === "lm_head.weight"),
  });
}

/** The places of a T5 where a method may act. */
export function t5Sites(config: T5Config): Site[] {
  const { dModel, dFF, heads, dHead } = config;
  const inner = heads * dHead;
  const linear = (name: string, inputSize: number, outputSize: number): Site => ({
    name,
    kind: "linear",
    inputSize,
    outputSize,
  });
  const attention = (at: string): Site[] => [
    linear(`${at}.query`, dModel, inner),
    linear(`${at}.key`, dModel, inner),
    linear(`${at}.value`, dModel, inner),
    linear(`${at}.output`, inner, dModel),
    { name: at, kind: "keyValue", inputSize: dModel, outputSize: inner },
    { name: at, kind: "sublayer", inputSize: dModel, outputSize: dModel },
  ];
  const feedForward = (at: string): Site[] => [
    linear(`${at}.in`, dModel, dFF),
    ...(config.gated ? [linear(`${at}.gate`, dModel, dFF)] : []),
    linear(`${at}.out`, dFF, dModel),
    { name: at, kind: "sublayer", inputSize: dModel, outputSize: dModel },
  ];
  const blocks = (stack: Stack, count: number, parts: (at: string) => Site[]) =>
    Array.from({ length: count }, (_, block) => parts(`${stack}.${block}`)).flat();
  return [
    ...blocks("encoder", config.encoderLayers, (at) => [
      ...attention(`${at}.attention`),
      ...feedForward(`${at}.feedForward`),
    ]),
    ...blocks("decoder", config.decoderLayers, (at) => [
      ...attention(`${at}.attention`),
      ...attention(`${at}.crossAttention`),
      ...feedForward(`${at}.feedForward`),
    ]),
  ];
}
