/**
 * Prefix tuning: trained keys and values in front of those of every attention.
 *
 * Adds `2 * promptLength * heads * dHead` numbers for each attention.
 *
 * Differs: trains keys and values directly, as P-tuning v2 does by default, without Li and Liang's
 * network.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";
import { normal } from "../nn/init.ts";
import type { Site, Target } from "../sites.ts";
import { countObjection } from "./_prompt_init.ts";
import { defineMethod, type Method } from "./method.ts";

/** Configuration of prefix tuning. */
export interface PrefixConfig {
  /** Keys and values that each attention gains. */
  readonly promptLength: number;
}

function attentions({ sites }: Target): Site[] {
  return sites.filter(({ kind }) => kind === "keyValue");
}

/** Puts rows `[promptLength, heads * dHead]` in front of `[batch, heads, length, dHead]`. */
function prepend(rows: tf.Tensor, pair: tf.Tensor4D): tf.Tensor4D {
  const [batch, heads, , dHead] = pair.shape;
  const split = tf.transpose(tf.reshape(rows, [1, rows.shape[0]!, heads, dHead]), [0, 2, 1, 3]);
  return tf.concat([tf.tile(split, [batch, 1, 1, 1]), pair], 2) as tf.Tensor4D;
}

/** Prefix tuning. */
export const prefix: Method<PrefixConfig> = defineMethod({
  name: "prefix",
  title: "Prefix tuning",
  version: 1,
  source: "Li and Liang 2021 (arXiv:2101.00190), section 4; Liu et al. 2022 (arXiv:2110.07602)",
  defaults: { promptLength: 10 },

  objection: (_target, { promptLength }) => countObjection("promptLength", promptLength),

  init: (target, { promptLength }, { rng }) =>
    Object.fromEntries(
      attentions(target).flatMap(({ name, outputSize }) =>
        ["key", "value"].map((part) => [
          `${name}.${part}`,
          normal([promptLength, outputSize], 1, rng.fork(`${name}.${part}`)),
        ])
      ),
    ),

  patch: (params) => ({
    keyValue: (site, { key, value }) => ({
      key: prepend(params[`${site}.key`]!, key),
      value: prepend(params[`${site}.value`]!, value),
    }),
  }),

  countParameters: (target, { promptLength }) =>
    attentions(target).reduce((sum, { outputSize }) => sum + 2 * promptLength * outputSize, 0),
});
