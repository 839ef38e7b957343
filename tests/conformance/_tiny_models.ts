/**
 * A tiny random model of every family, with a batch to run it on.
 *
 * @module
 */
import type { Tensors } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";
import { bert } from "../../src/models/bert/mod.ts";
import type { ClassifierModel, Inputs, Model, Seq2SeqModel } from "../../src/models/model.ts";
import { t5 } from "../../src/models/t5/mod.ts";
import type { Mode, Patch } from "../../src/sites.ts";
import { openCheckpoint } from "../models/_checkpoint.ts";

/** A model and what it makes of one batch. */
export interface TinyModel {
  readonly model: Model;
  /** `[batch, targetLength]` int32 */
  readonly targetIds: tf.Tensor2D;
  /** `[batch, targetLength, vocab]`; a classifier has one target. */
  logits(base: Tensors, patch: Patch, mode: Mode): tf.Tensor3D;
}

/** Two texts, one of them padded. */
function makeInputs(): Inputs {
  return {
    inputIds: tf.tensor2d([[5, 6, 7, 8, 1], [9, 10, 1, 0, 0]], undefined, "int32"),
    mask: tf.tensor2d([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]]),
  };
}

async function tinyT5(): Promise<TinyModel> {
  const model = await t5.load(openCheckpoint("t5/v1_0")) as Seq2SeqModel;
  const inputs = makeInputs();
  const decoderIds = tf.tensor2d([[0, 11, 12], [0, 13, 1]], undefined, "int32");
  return {
    model,
    targetIds: tf.tensor2d([[11, 12, 1], [13, 1, -100]], undefined, "int32"),
    logits(base, patch, mode) {
      const memory = model.encode(base, inputs, patch, mode);
      return model.decode(base, memory, inputs.mask, decoderIds, patch, mode);
    },
  };
}

async function tinyBert(): Promise<TinyModel> {
  const files = openCheckpoint("bert/tiny");
  const model = await bert.load(files) as ClassifierModel;
  const head = {
    "classifier.weight": await files.load("classifier.weight"),
    "classifier.bias": await files.load("classifier.bias"),
  };
  const inputs = makeInputs();
  const segmentIds = tf.tensor2d([[0, 0, 0, 1, 1], [0, 1, 1, 0, 0]], undefined, "int32");
  return {
    model,
    targetIds: tf.tensor2d([[2], [0]], undefined, "int32"),
    logits: (base, patch, mode) =>
      tf.expandDims(model.classify(base, head, { ...inputs, segmentIds }, patch, mode), 1),
  };
}

/** A tiny model of every family; the first has no biases. */
export async function tinyModels(): Promise<TinyModel[]> {
  return [await tinyT5(), await tinyBert()];
}
