/**
 * Names of Llama's linear maps: ours, as in `Site`, and those of Hugging Face checkpoints without
 * `.weight`.
 *
 * @module
 */
import { oursOf, theirsOf } from "../two_way.ts";

/** Maps of a layer. */
export const MAPS = {
  "attention.query": "self_attn.q_proj",
  "attention.key": "self_attn.k_proj",
  "attention.value": "self_attn.v_proj",
  "attention.output": "self_attn.o_proj",
  "feedForward.gate": "mlp.gate_proj",
  "feedForward.in": "mlp.up_proj",
  "feedForward.out": "mlp.down_proj",
} as const;

/** What stands before the weights of a layer: `model.layers.0`. */
export function layerName(layer: number | string): string {
  return `model.layers.${layer}`;
}

/** What stands before the sites of a layer: `decoder.0`. */
export function layerSite(layer: number | string): string {
  return `decoder.${layer}`;
}

/** The site of `model.layers.0.self_attn.q_proj`; undefined: it is no linear map of a layer. */
export function siteOfModule(module: string): string | undefined {
  const match = module.match(/^model\.layers\.(\d+)\.(.+)$/);
  const ours = match && oursOf(MAPS, match[2]!);
  return ours ? `${layerSite(match![1]!)}.${ours}` : undefined;
}

/** The module of a linear site; undefined if there is none. */
export function moduleOfSite(site: string): string | undefined {
  const match = site.match(/^decoder\.(\d+)\.(.+)$/);
  const theirs = match && theirsOf(MAPS, match[2]!);
  return theirs ? `${layerName(match![1]!)}.${theirs}` : undefined;
}
