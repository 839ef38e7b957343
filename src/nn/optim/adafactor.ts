/**
 * Adafactor with a given learning rate: squares of gradients kept as row and column means.
 *
 * Source: Shazeer and Stern 2018 (arXiv:1804.04235); step for step `transformers.Adafactor` with
 * `relative_step=False` and without first moment, as prompt tuning uses it (Lester et al. 2021).
 *
 * @module
 */
import * as tf from "../../engine/tf.ts";
import { named, type Optimizer } from "./optimizer.ts";

/** Options of {@linkcode adafactor}. */
export interface AdafactorOptions {
  /** Added to squared gradients. */
  readonly epsilon: number;
  /** Least scale of a parameter, where `scaleParameter` is on. */
  readonly leastScale: number;
  /** Largest root mean square of an update before the learning rate. */
  readonly clipThreshold: number;
  /** Memory at step `t` is `1 - t^decayRate`. */
  readonly decayRate: number;
  readonly weightDecay: number;
  /** Whether the learning rate is relative to the root mean square of the parameter. */
  readonly scaleParameter: boolean;
}

const DEFAULTS: AdafactorOptions = {
  epsilon: 1e-30,
  leastScale: 1e-3,
  clipThreshold: 1,
  decayRate: -0.8,
  weightDecay: 0,
  scaleParameter: false,
};

/** Adafactor; state: `step`, `row.*` and `column.*` of matrices, `square.*` of vectors. */
export const adafactor: Optimizer<AdafactorOptions> = {
  name: "adafactor",
  defaults: DEFAULTS,

  init(params) {
    const state: Record<string, tf.Tensor> = { step: tf.scalar(0) };
    for (const [name, { shape }] of Object.entries(params)) {
      if (shape.length < 2) state[`square.${name}`] = tf.zeros(shape);
      else {
        state[`row.${name}`] = tf.zeros(shape.slice(0, -1));
        state[`column.${name}`] = tf.zeros([...shape.slice(0, -2), shape.at(-1)!]);
      }
    }
    return state;
  },

  update(params, gradients, state, learningRate, options) {
    const chosen = { ...DEFAULTS, ...options };
    const step = tf.add(named(state, "step"), 1);
    const fresh = tf.pow(step, chosen.decayRate); // share of the new squares
    const next: Record<string, tf.Tensor> = { step };
    const moved: Record<string, tf.Tensor> = {};
    for (const [name, param] of Object.entries(params)) {
      const gradient = named(gradients, name);
      const squares = tf.add(tf.square(gradient), chosen.epsilon);
      const remember = (key: string, value: tf.Tensor) => {
        const memory = named(state, `${key}.${name}`);
        return next[`${key}.${name}`] = tf.add(memory, tf.mul(tf.sub(value, memory), fresh));
      };
      const inverseRoot = param.rank < 2
        ? tf.rsqrt(remember("square", squares))
        : factored(remember("row", tf.mean(squares, -1)), remember("column", tf.mean(squares, -2)));
      const direction = tf.mul(gradient, inverseRoot);
      const excess = tf.maximum(tf.div(rootMeanSquare(direction), chosen.clipThreshold), 1);
      const rate = chosen.scaleParameter
        ? tf.mul(learningRate, tf.maximum(rootMeanSquare(param), chosen.leastScale))
        : learningRate;
      const decayed = tf.mul(param, tf.sub(1, tf.mul(rate, chosen.weightDecay)));
      moved[name] = tf.sub(decayed, tf.mul(direction, tf.div(rate, excess)));
    }
    return { params: moved, state: next };
  },
};

/** `1 / sqrt` of the squares that rows and columns stand for. */
function factored(row: tf.Tensor, column: tf.Tensor): tf.Tensor {
  const rows = tf.rsqrt(tf.div(row, tf.mean(row, -1, true)));
  return tf.mul(tf.expandDims(rows, -1), tf.expandDims(tf.rsqrt(column), -2));
}

function rootMeanSquare(x: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.mean(tf.square(x)));
}
