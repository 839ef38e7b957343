/**
 * A tiny random model of every family, with a batch to run it on.
 *
 * @module
 */
import { Rng } from "../../src/core/rng.ts";
import type { Tensors } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";
import type {
  ClassifierModel,
  Family,
  Inputs,
  Model,
  Seq2SeqModel,
} from "../../src/models/model.ts";
import { FAMILIES } from "../../src/models/mod.ts";
import { normal } from "../../src/nn/init.ts";
import type { Mode, Patch } from "../../src/sites.ts";
import { openCheckpoint, tinyCheckpoint } from "../models/_checkpoint.ts";

/** A model and what it makes of one batch. */
export interface TinyModel {
  readonly family: Family;
  readonly model: Model;
  /** `[batch, targetLength]` int32 */
  readonly targetIds: tf.Tensor2D;
  /** `[batch, targetLength, vocab]`; a classifier has one target. */
  logits(base: Tensors, patch: Patch, mode: Mode): tf.Tensor3D;
}

/** What a model makes of inputs. */
type Answers = Omit<TinyModel, "family" | "model">;

/** Two texts, one of them padded. */
function makeInputs({ tokens: { pad } }: Model): Inputs {
  return {
    inputIds: tf.tensor2d([[5, 6, 7, 8, 4], [9, 10, 4, pad, pad]], undefined, "int32"),
    mask: tf.tensor2d([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]]),
  };
}

function writing(model: Seq2SeqModel): Answers {
  const inputs = makeInputs(model);
  const start = model.decoderStart;
  const decoderIds = tf.tensor2d([[start, 11, 12], [start, 13, 4]], undefined, "int32");
  return {
    targetIds: tf.tensor2d([[11, 12, 4], [13, 4, -100]], undefined, "int32"),
    logits(base, patch, mode) {
      const pass = { base, patch, mode };
      return model.decode(model.encode(inputs, pass), inputs.mask, decoderIds, pass);
    },
  };
}

function classifying(model: ClassifierModel): Answers {
  const inputs = makeInputs(model);
  const head = {
    "classifier.weight": normal([3, model.target.dModel], 1, new Rng("head")),
    "classifier.bias": normal([3], 1, new Rng("bias")),
  };
  return {
    targetIds: tf.tensor2d([[2], [0]], undefined, "int32"),
    logits: (base, patch, mode) =>
      tf.expandDims(model.classify(head, inputs, { base, patch, mode }), 1),
  };
}

async function tinyModel(family: Family): Promise<TinyModel> {
  const model = await family.load(openCheckpoint(tinyCheckpoint(family.name)));
  const answers = model.kind === "classifier" ? classifying(model) : writing(model);
  return { family, model, ...answers };
}

/** A tiny model of every family; the first has no biases. */
export async function tinyModels(): Promise<TinyModel[]> {
  return await Promise.all(Object.values(FAMILIES).map(tinyModel));
}
