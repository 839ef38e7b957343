/**
 * The weights of a BERT checkpoint, or of a relative's, by their Hugging Face names, as a bare
 * `BertModel` has them.
 *
 * @module
 */
import type { Tensors } from "../../engine/engine.ts";
import type { Site } from "../../sites.ts";
import { loadWeights, type Naming } from "../load_weights.ts";
import type { ModelFiles } from "../model.ts";
import type { BertConfig } from "./config.ts";

/** The token embeddings, `[vocab, dModel]`. */
export const WORDS = "embeddings.word_embeddings.weight";
/** `[positions, dModel]` */
export const POSITIONS = "embeddings.position_embeddings.weight";
/** `[segments, dModel]` */
export const SEGMENTS = "embeddings.token_type_embeddings.weight";
/** The norm behind the embeddings. */
export const EMBEDDING_NORM = "embeddings.LayerNorm";

/** Weights of a layer: `encoder.layer.0`. */
export function layerName(layer: number): string {
  return `encoder.layer.${layer}`;
}

/** Models with a head put a prefix in front; TensorFlow's files call a norm's weights otherwise. */
export function namingOf(prefix: string): Naming {
  return {
    ours: (name) =>
      withoutPrefix(name, prefix)
        .replace(/LayerNorm\.gamma$/, "LayerNorm.weight")
        .replace(/LayerNorm\.beta$/, "LayerNorm.bias"),
    // heads, and the pooler in front of them: ours reads [CLS] itself
    isUnused: (name) =>
      /^(pooler|classifier|cls|lm_head)\./.test(name) || name === "embeddings.position_ids",
  };
}

/** A name as a bare encoder has it, from one of a model with a head: `bert.encoder...`. */
export function withoutPrefix(name: string, prefix: string): string {
  return name.startsWith(`${prefix}.`) ? name.slice(prefix.length + 1) : name;
}

/** Shape of every weight that a configuration calls for. */
export function weightShapes(config: BertConfig): Record<string, readonly number[]> {
  const { dModel, dFF } = config;
  const shapes: Record<string, readonly number[]> = {
    [WORDS]: [config.vocab, dModel],
    [POSITIONS]: [config.positions + (config.countsBehindPad ? config.padId + 1 : 0), dModel],
    [SEGMENTS]: [config.segments, dModel],
  };
  const linear = (name: string, outputSize: number, inputSize: number) => {
    shapes[`${name}.weight`] = [outputSize, inputSize];
    shapes[`${name}.bias`] = [outputSize];
  };
  const norm = (name: string) => {
    shapes[`${name}.weight`] = [dModel];
    shapes[`${name}.bias`] = [dModel];
  };
  norm(EMBEDDING_NORM);
  for (let i = 0; i < config.layers; i++) {
    const layer = layerName(i);
    for (const map of ["query", "key", "value"]) {
      linear(`${layer}.attention.self.${map}`, dModel, dModel);
    }
    linear(`${layer}.attention.output.dense`, dModel, dModel);
    norm(`${layer}.attention.output.LayerNorm`);
    linear(`${layer}.intermediate.dense`, dFF, dModel);
    linear(`${layer}.output.dense`, dModel, dFF);
    norm(`${layer}.output.LayerNorm`);
  }
  return shapes;
}

/**
 * Loads the weights and checks them against the configuration.
 *
 * @param prefix of a name in a model with a head, such as `bert`
 * @throws {TypeError} if a weight is missing, unknown or of another shape
 */
export function loadBertWeights(files: ModelFiles, config: BertConfig, prefix: string): Tensors {
  return loadWeights(files, weightShapes(config), namingOf(prefix));
}

/** The places of a BERT where a method may act. */
export function bertSites({ dModel, dFF, layers }: BertConfig): Site[] {
  const site = (
    kind: Site["kind"],
    name: string,
    inputSize = dModel,
    outputSize = dModel,
  ): Site => ({
    name,
    kind,
    inputSize,
    outputSize,
  });
  return Array.from({ length: layers }, (_, i) => {
    const attention = `encoder.${i}.attention`;
    const feedForward = `encoder.${i}.feedForward`;
    return [
      ...["query", "key", "value", "output"].map((map) => site("linear", `${attention}.${map}`)),
      site("keyValue", attention),
      site("sublayer", attention),
      site("linear", `${feedForward}.in`, dModel, dFF),
      site("linear", `${feedForward}.out`, dFF, dModel),
      site("sublayer", feedForward),
    ];
  }).flat();
}
