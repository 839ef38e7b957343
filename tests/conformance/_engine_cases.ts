/**
 * What every engine must compute alike: each case is a value and its gradients.
 *
 * @module
 */
import * as tf from "../../src/engine/tf.ts";
import type { Tensors } from "../../src/engine/engine.ts";
import { activation } from "../../src/nn/activation.ts";
import { attend, causalBias, maskBias, mergeHeads, splitHeads } from "../../src/nn/attention.ts";
import { linear } from "../../src/nn/linear.ts";
import { crossEntropy, tokenLogLikelihood } from "../../src/nn/loss.ts";
import { bilstm, type BilstmLayer } from "../../src/nn/lstm.ts";
import { layerNorm, rmsNorm } from "../../src/nn/norm.ts";
import { OPTIMIZERS } from "../../src/nn/optim/mod.ts";
import { relativeBias } from "../../src/nn/relative_position.ts";

/** One case; every size differs from every other, so that a swapped axis fails. */
export interface EngineCase {
  readonly name: string;
  /** Shapes of the float inputs, filled with normal numbers; gradients are taken for all. */
  readonly floats: Readonly<Record<string, readonly number[]>>;
  /** Values of the int32 inputs. */
  readonly ints?: Readonly<Record<string, { shape: number[]; values: number[] }>>;
  run(floats: Record<string, tf.Tensor>, ints: Tensors): tf.Tensor;
}

const IDS = { shape: [2, 3], values: [4, 0, 4, 1, 6, 4] };
const TARGETS = { shape: [2, 3], values: [3, 0, -100, 6, -100, -100] };

function feedForward(x: tf.Tensor, up: tf.Tensor, down: tf.Tensor): tf.Tensor {
  return linear(activation("relu")(linear(x, up)), down);
}

/** A pre-norm block of T5: self-attention with relative positions, then feed-forward. */
function block(p: Record<string, tf.Tensor>): tf.Tensor {
  const x = p.x!;
  const normed = rmsNorm(x, p.norm1!);
  const head = (weight: tf.Tensor) => splitHeads(linear(normed, weight), 2);
  const mask = tf.tensor2d([1, 1, 1, 1, 1, 1, 1, 1, 0, 0], [2, 5]);
  const buckets = { count: 8, maxDistance: 20, bidirectional: true };
  const bias = tf.add(relativeBias(p.table as tf.Tensor2D, 5, 5, buckets), maskBias(mask));
  const context = attend(head(p.q!), head(p.k!), head(p.v!), bias as tf.Tensor4D);
  const hidden = tf.add(x, linear(mergeHeads(context), p.o!));
  return tf.add(hidden, feedForward(rmsNorm(hidden, p.norm2!), p.up!, p.down!));
}

/** The cases. */
export const ENGINE_CASES: readonly EngineCase[] = [
  {
    name: "linear",
    floats: { x: [2, 3, 5], weight: [7, 5], bias: [7] },
    run: ({ x, weight, bias }) => linear(x!, weight!, bias),
  },
  {
    name: "layerNorm",
    floats: { x: [2, 3, 5], scale: [5], shift: [5] },
    run: ({ x, scale, shift }) => layerNorm(x!, scale!, shift!),
  },
  {
    name: "rmsNorm",
    floats: { x: [2, 3, 5], scale: [5] },
    run: ({ x, scale }) => rmsNorm(x!, scale!),
  },
  ...["relu", "gelu", "gelu_new", "tanh"].map((name) => ({
    name,
    floats: { x: [3, 5] },
    run: ({ x }: Record<string, tf.Tensor>) => activation(name)(x!),
  })),
  {
    name: "sigmoid and softmax",
    floats: { x: [2, 3, 5] },
    run: ({ x }) => tf.softmax(tf.mul(tf.sigmoid(x!), x!)),
  },
  {
    name: "gather of rows that repeat",
    floats: { table: [7, 5] },
    ints: { ids: IDS },
    run: ({ table }, { ids }) => tf.gather(table!, ids as tf.Tensor2D),
  },
  {
    name: "cross entropy with ignored targets",
    floats: { logits: [2, 3, 7] },
    ints: { ids: TARGETS },
    run: ({ logits }, { ids }) => crossEntropy(logits as tf.Tensor3D, ids as tf.Tensor2D),
  },
  {
    name: "log-likelihood of tokens",
    floats: { logits: [2, 3, 7] },
    ints: { ids: TARGETS },
    run: ({ logits }, { ids }) => tokenLogLikelihood(logits as tf.Tensor3D, ids as tf.Tensor2D),
  },
  {
    name: "transpose and reshape",
    floats: { x: [2, 3, 4, 5] },
    run: ({ x }) => tf.reshape(tf.transpose(x!, [0, 2, 1, 3]), [8, 15]),
  },
  {
    name: "concat, slice and pad",
    floats: { x: [2, 3, 5], y: [2, 4, 5] },
    run: ({ x, y }) => {
      const both = tf.concat([x!, y!], 1);
      return tf.pad(tf.slice(both, [0, 2, 1], [2, 4, 3]), [[0, 0], [1, 0], [0, 2]]);
    },
  },
  {
    name: "tile, split and stack",
    floats: { x: [2, 6] },
    run: ({ x }) => tf.stack(tf.split(tf.tile(x!, [2, 1]), 3, 1), 1),
  },
  {
    name: "sums and means with broadcasting",
    floats: { x: [2, 3, 5], y: [3, 1] },
    run: ({ x, y }) => tf.mul(tf.sub(x!, tf.mean(x!, [0, 2], true)), tf.div(y!, tf.sum(y!, 0))),
  },
  {
    name: "square roots, exponents and maxima",
    floats: { x: [3, 5], y: [5] },
    run: ({ x, y }) => {
      const positive = tf.add(tf.square(x!), 0.5);
      return tf.maximum(tf.mul(tf.sqrt(positive), tf.rsqrt(positive)), tf.mul(tf.exp(y!), x!));
    },
  },
  {
    name: "causal attention with keys of a method in front",
    floats: { query: [2, 3, 4, 5], key: [2, 3, 6, 5], value: [2, 3, 6, 5] },
    run: ({ query, key, value }) =>
      attend(
        query as tf.Tensor4D,
        key as tf.Tensor4D,
        value as tf.Tensor4D,
        causalBias(4),
        0.5,
      ),
  },
  {
    name: "bidirectional lstm",
    floats: {
      x: [3, 4],
      inputWeight: [2, 8, 4],
      hiddenWeight: [2, 8, 2],
      inputBias: [2, 8],
      hiddenBias: [2, 8],
    },
    run: ({ x, ...layer }) => bilstm(x as tf.Tensor2D, layer as unknown as BilstmLayer),
  },
  ...Object.values(OPTIMIZERS).map((optimizer) => ({
    name: `three updates of ${optimizer.name}`,
    floats: { matrix: [3, 5], vector: [4] },
    run: (params: Record<string, tf.Tensor>) => {
      let state = optimizer.init(params);
      let moved: Tensors = params;
      for (let step = 0; step < 3; step++) {
        const slopes = Object.entries(moved).map(([name, it]) => [name, tf.sin(tf.mul(it, 3))]);
        const gradients = Object.fromEntries(slopes);
        const updated = optimizer.update(moved, gradients, state, tf.scalar(0.1));
        [moved, state] = [updated.params, updated.state];
      }
      return tf.concat(Object.values(moved).map((it) => tf.reshape(it, [-1])));
    },
  })),
  {
    name: "a block of T5",
    floats: {
      x: [2, 5, 6],
      norm1: [6],
      norm2: [6],
      q: [6, 6],
      k: [6, 6],
      v: [6, 6],
      o: [6, 6],
      up: [9, 6],
      down: [6, 9],
      table: [8, 2],
    },
    run: (floats) => block(floats),
  },
];
