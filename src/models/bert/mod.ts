/**
 * BERT as a classifier: a linear head on the hidden state of `[CLS]`, from Hugging Face files.
 *
 * Source: Devlin et al. 2019 (arXiv:1810.04805); checked against transformers in
 * `tests/models/bert_test.ts`.
 *
 * Differs: no pooler between `[CLS]` and the head, as in the paper (section 4.2); transformers'
 * `BertForSequenceClassification` has one.
 *
 * @module
 */
import type { Tensors } from "../../engine/engine.ts";
import type { Tensor2D } from "../../engine/tf.ts";
import * as tf from "../../engine/tf.ts";
import { dropout } from "../../nn/dropout.ts";
import { linear } from "../../nn/linear.ts";
import type { Mode, Patch } from "../../sites.ts";
import type { ClassifierModel, Family, Inputs } from "../model.ts";
import { countNumbers } from "../sizes.ts";
import { type BertConfig, readBertConfig } from "./config.ts";
import { encode } from "./encoder.ts";
import { moduleOfSite, siteOfModule } from "./module_names.ts";
import { bertSites, loadBertWeights, weightShapes, WORDS } from "./weights.ts";

/** The family. */
export const bert: Family = {
  name: "bert",
  matches: ({ model_type }) => model_type === "bert",
  sizes(json) {
    const config = readBertConfig(json);
    const { layers, dModel, heads, dFF, vocab } = config;
    return {
      weights: countNumbers(weightShapes(config)),
      encoderLayers: layers,
      decoderLayers: 0,
      dModel,
      heads,
      inner: dModel,
      dFF,
      vocab,
    };
  },
  moduleOfSite,
  siteOfModule,
  load(files): ClassifierModel {
    const config = readBertConfig(files.config);
    const base = loadBertWeights(files, config);
    return {
      kind: "classifier",
      family: "bert",
      target: {
        dModel: config.dModel,
        sites: bertSites(config),
        base,
        vocabEmbeddings: base[WORDS] as Tensor2D,
      },
      tokens: { pad: config.padId, end: config.endId },
      classify: (base, head, inputs, patch, mode) =>
        classify(config, base, head, inputs, patch, mode),
    };
  },
};

/** Logits of the classes, `[batch, classes]`. */
function classify(
  config: BertConfig,
  base: Tensors,
  head: Tensors,
  inputs: Inputs,
  patch: Patch,
  mode: Mode,
): Tensor2D {
  const hidden = encode(config, base, inputs, patch, mode);
  const first = tf.slice(hidden, [0, 0, 0], [-1, 1, -1]);
  const cls = dropout(tf.squeeze(first, [1]), config.dropout, mode.draws);
  return linear(cls, head["classifier.weight"]!, head["classifier.bias"]) as Tensor2D;
}
