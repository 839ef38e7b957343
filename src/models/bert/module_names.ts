/**
 * Names of linear maps of BERT and its relatives: ours, as in `Site`, and those of Hugging Face
 * checkpoints without `.weight`.
 *
 * @module
 */
import type { Family } from "../model.ts";
import { oursOf, theirsOf } from "../two_way.ts";
import { withoutPrefix } from "./weights.ts";

/** Maps of a layer. */
const MAPS = {
  "attention.query": "attention.self.query",
  "attention.key": "attention.self.key",
  "attention.value": "attention.self.value",
  "attention.output": "attention.output.dense",
  "feedForward.in": "intermediate.dense",
  "feedForward.out": "output.dense",
} as const;

/**
 * The names of a family, both ways; those of checkpoints are known with and without prefix.
 *
 * @param prefix of a name in a model with a head, such as `bert`
 */
export function moduleNames(prefix: string): Pick<Family, "siteOfModule" | "moduleOfSite"> {
  return {
    siteOfModule(module) {
      const match = withoutPrefix(module, prefix).match(/^encoder\.layer\.(\d+)\.(.+)$/);
      const ours = match && oursOf(MAPS, match[2]!);
      return ours ? `encoder.${match![1]}.${ours}` : undefined;
    },
    moduleOfSite(site) {
      const match = site.match(/^encoder\.(\d+)\.(.+)$/);
      const theirs = match && theirsOf(MAPS, match[2]!);
      return theirs ? `${prefix}.encoder.layer.${match![1]}.${theirs}` : undefined;
    },
  };
}
