/**
 * The programs of training and scoring, for any model, method and optimizer.
 *
 * @module
 */
import type { Program, Tensors } from "../engine/engine.ts";
import { Draws } from "../engine/random.ts";
import * as tf from "../engine/tf.ts";
import type { ClassifierModel, Inputs, Model, Pass, Seq2SeqModel } from "../models/model.ts";
import { crossEntropy, tokenLogLikelihood } from "../nn/loss.ts";
import { clipByGlobalNorm } from "../nn/optim/clip.ts";
import type { Optimizer } from "../nn/optim/optimizer.ts";
import type { Mode } from "../sites.ts";
import { type Adapter, adapterOf, adapterTensors, rateOf, trainedTensors } from "./adapter.ts";

/** State name of what the optimizer remembers. */
const MEMORY = "optimizer/";

/** An optimizer with the one option that all have. */
export type AnyOptimizer = Optimizer<{ readonly weightDecay: number }>;

/** What a training program is made of. */
export interface TrainingParts {
  readonly model: Model;
  /** Tells method, configuration and names; its tensors are not read. */
  readonly adapter: Adapter;
  readonly optimizer: AnyOptimizer;
  readonly weightDecay: number;
  readonly clipNorm: number | null;
  readonly dropout: boolean;
}

/** A forward pass through a model with an adapter. */
function passOf(model: Model, adapter: Adapter, mode: Mode = {}): Pass {
  return {
    base: { ...model.target.base, ...adapter.base },
    patch: adapter.method.patch(adapter.params, adapter.config, mode),
    mode,
  };
}

function batchOf({ inputIds, mask }: Tensors): Inputs {
  return { inputIds: inputIds as tf.Tensor2D, mask: mask as tf.Tensor2D };
}

/**
 * Loss of a batch.
 *
 * @param inputs `inputIds`, `mask`, `decoderIds`, `targetIds`
 * @returns scalar
 */
export function batchLoss(
  model: Model,
  adapter: Adapter,
  inputs: Tensors,
  mode: Mode,
): tf.Scalar {
  const [pass, batch] = [passOf(model, adapter, mode), batchOf(inputs)];
  if (model.kind === "classifier") {
    const logits = model.classify(adapter.base, batch, pass);
    const rows = tf.expandDims(logits, 1) as tf.Tensor3D; // one target a row
    return crossEntropy(rows, inputs.targetIds as tf.Tensor2D);
  }
  const memory = model.encode(batch, pass);
  const logits = model.decode(memory, batch.mask, inputs.decoderIds as tf.Tensor2D, pass);
  return crossEntropy(logits, inputs.targetIds as tf.Tensor2D);
}

/** The state that training starts from. */
export function initialState(
  adapter: Adapter,
  optimizer: AnyOptimizer,
): Record<string, tf.Tensor> {
  const memory = Object.entries(optimizer.init(trainedTensors(adapter)))
    .map(([name, tensor]) => [MEMORY + name, tensor]);
  return { ...adapterTensors(adapter), ...Object.fromEntries(memory) };
}

/** The part of a training's state that is the adapter. */
export function adapterPart(state: Tensors): Tensors {
  return Object.fromEntries(Object.entries(state).filter(([name]) => !name.startsWith(MEMORY)));
}

/**
 * One step of training: forward, backward, update.
 *
 * Inputs: those of the batch, `learningRate` (scalar) and `seed` (`[2]` int32, for dropout).
 * Outputs: `loss`, before the update.
 */
export function trainingProgram(parts: TrainingParts): Program {
  const { model, adapter, optimizer, weightDecay, clipNorm } = parts;
  const names = Object.keys(trainedTensors(adapter));
  const untrained = Object.keys(adapterTensors(adapter)).filter((name) => !names.includes(name));
  return (state, inputs) => {
    const mode = parts.dropout ? { draws: new Draws(inputs.seed as tf.Tensor1D) } : {};
    const still = pick(state, untrained);
    const loss = (...values: tf.Tensor[]) => {
      const tensors = Object.fromEntries(names.map((name, i) => [name, values[i]!]));
      return batchLoss(model, adapterOf(adapter, { ...still, ...tensors }), inputs, mode);
    };
    const values = names.map((name) => state[name]!);
    const { value, grads } = tf.valueAndGrads(loss)(values);
    const named = Object.fromEntries(names.map((name, i) => [name, grads[i]!]));
    const gradients = clipNorm === null ? named : clipByGlobalNorm(named, clipNorm);
    const updated = optimizer.update(
      pick(state, names),
      gradients,
      memoryOf(state),
      inputs.learningRate as tf.Scalar,
      { weightDecay },
    );
    const memory = Object.entries(updated.state).map(([name, tensor]) => [MEMORY + name, tensor]);
    const moved = atOwnRates(adapter, pick(state, names), updated.params);
    return {
      state: { ...still, ...moved, ...Object.fromEntries(memory) },
      outputs: { loss: value },
    };
  };
}

/** What an update at each tensor's own learning rate gives: updates are linear in the rate. */
function atOwnRates(adapter: Adapter, before: Tensors, after: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(after).map(([name, moved]) => {
      const rate = rateOf(adapter, name);
      if (rate === 1) return [name, moved];
      return [name, tf.add(before[name]!, tf.mul(tf.sub(moved, before[name]!), rate))];
    }),
  );
}

function pick(tensors: Tensors, names: readonly string[]): Record<string, tf.Tensor> {
  return Object.fromEntries(names.map((name) => [name, tensors[name]!]));
}

function memoryOf(state: Tensors): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(state).filter(([name]) => name.startsWith(MEMORY))
      .map(([name, tensor]) => [name.slice(MEMORY.length), tensor]),
  );
}

/** Encodes a batch: inputs `inputIds`, `mask` and the adapter's tensors; output `memory`. */
export function encodeProgram(model: Seq2SeqModel, like: Adapter): Program {
  return (_state, inputs) => {
    const pass = passOf(model, adapterOf(like, inputs));
    return { state: {}, outputs: { memory: model.encode(batchOf(inputs), pass) } };
  };
}

function decodeFor(model: Seq2SeqModel, like: Adapter, inputs: Tensors): tf.Tensor3D {
  const pass = passOf(model, adapterOf(like, inputs));
  const [memory, decoderIds] = [inputs.memory as tf.Tensor3D, inputs.decoderIds as tf.Tensor2D];
  return model.decode(memory, inputs.mask as tf.Tensor2D, decoderIds, pass);
}

/**
 * The likeliest next token at each position: inputs `memory`, `mask`, `decoderIds` and the adapter's
 * tensors; output `ids` `[batch, targetLength]`.
 */
export function nextTokenProgram(model: Seq2SeqModel, like: Adapter): Program {
  return (_state, inputs) => ({
    state: {},
    outputs: { ids: tf.argMax(decodeFor(model, like, inputs), -1) },
  });
}

/**
 * Log-likelihood of targets: inputs `memory`, `mask`, `decoderIds`, `targetIds` and the adapter's
 * tensors; output `logLikelihood` `[batch]`.
 */
export function likelihoodProgram(model: Seq2SeqModel, like: Adapter): Program {
  return (_state, inputs) => {
    const logits = decodeFor(model, like, inputs);
    const tokens = tokenLogLikelihood(logits, inputs.targetIds as tf.Tensor2D);
    return { state: {}, outputs: { logLikelihood: tf.sum(tokens, -1) } };
  };
}

/**
 * Log-likelihood of the classes: inputs `inputIds`, `mask` and the adapter's tensors, a head among
 * them; output `logLikelihood` `[batch, classes]`.
 */
export function classifyProgram(model: ClassifierModel, like: Adapter): Program {
  return (_state, inputs) => {
    const adapter = adapterOf(like, inputs);
    const logits = model.classify(adapter.base, batchOf(inputs), passOf(model, adapter));
    return { state: {}, outputs: { logLikelihood: tf.logSoftmax(logits) } };
  };
}
