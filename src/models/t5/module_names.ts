/**
 * Names of T5's linear maps: ours, as in `Site`, and those of Hugging Face checkpoints without
 * `.weight`.
 *
 * @module
 */
import { oursOf, theirsOf } from "../two_way.ts";

/** Last word of a map of an attention. */
const ATTENTION = { query: "q", key: "k", value: "v", output: "o" } as const;

/** Maps of the feed-forward layer; `wi` and `wi_0` are the same place. */
const FEED_FORWARD = { in: "wi", gate: "wi_1", out: "wo" } as const;

type Words = readonly [all: string, stack: string, block: string, kind: string, map: string];

/** The site of `encoder.block.0.layer.0.SelfAttention.q`; undefined: it is no linear map. */
export function siteOfModule(module: string): string | undefined {
  const words = module.match(
    /^(encoder|decoder)\.block\.(\d+)\.layer\.\d+\.(SelfAttention|EncDecAttention|DenseReluDense)\.(\w+)$/,
  );
  if (!words) return undefined;
  const [, stack, block, kind, map] = words as unknown as Words;
  if (kind === "DenseReluDense") {
    const ours = oursOf(FEED_FORWARD, map === "wi_0" ? "wi" : map);
    return ours && `${stack}.${block}.feedForward.${ours}`;
  }
  const ours = oursOf(ATTENTION, map);
  return ours &&
    `${stack}.${block}.${kind === "SelfAttention" ? "attention" : "crossAttention"}.${ours}`;
}

/**
 * The module of a linear site; undefined if there is none.
 *
 * @param gated whether the feed-forward layers have a gate, as in T5 1.1
 */
export function moduleOfSite(site: string, gated: boolean): string | undefined {
  const words = site.match(
    /^(encoder|decoder)\.(\d+)\.(attention|crossAttention|feedForward)\.(\w+)$/,
  );
  if (!words) return undefined;
  const [, stack, block, kind, map] = words as unknown as Words;
  const prefix = `${stack}.block.${block}.layer`;
  if (kind === "feedForward") {
    const theirs = map === "in" && gated ? "wi_0" : theirsOf(FEED_FORWARD, map);
    return theirs && `${prefix}.${stack === "encoder" ? 1 : 2}.DenseReluDense.${theirs}`;
  }
  const theirs = theirsOf(ATTENTION, map);
  const layer = kind === "attention" ? "0.SelfAttention" : "1.EncDecAttention";
  return theirs && `${prefix}.${layer}.${theirs}`;
}
