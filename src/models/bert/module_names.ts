/**
 * Names of BERT's linear maps: ours, as in `Site`, and those of Hugging Face checkpoints without
 * `.weight`.
 *
 * @module
 */
import { oursOf, theirsOf } from "../two_way.ts";

/** Maps of a layer. */
const MAPS = {
  "attention.query": "attention.self.query",
  "attention.key": "attention.self.key",
  "attention.value": "attention.self.value",
  "attention.output": "attention.output.dense",
  "feedForward.in": "intermediate.dense",
  "feedForward.out": "output.dense",
} as const;

/** The site of `bert.encoder.layer.0.output.dense`; undefined: it is no linear map. */
export function siteOfModule(module: string): string | undefined {
  const match = module.match(/^(?:bert\.)?encoder\.layer\.(\d+)\.(.+)$/);
  const ours = match && oursOf(MAPS, match[2]!);
  return ours ? `encoder.${match![1]}.${ours}` : undefined;
}

/** The module of a linear site; undefined if there is none. */
export function moduleOfSite(site: string): string | undefined {
  const match = site.match(/^encoder\.(\d+)\.(.+)$/);
  const theirs = match && theirsOf(MAPS, match[2]!);
  return theirs ? `bert.encoder.layer.${match![1]}.${theirs}` : undefined;
}
