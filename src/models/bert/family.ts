/**
 * BERT and its relatives as classifiers: a linear head on the hidden state of the first token,
 * `[CLS]` or `<s>`, from Hugging Face files.
 *
 * Differs: no pooler between that token and the head, as in the paper (section 4.2); transformers'
 * `BertForSequenceClassification` has one, and `RobertaForSequenceClassification` a dense layer.
 *
 * @module
 */
import type { Tensors } from "../../engine/engine.ts";
import type { Tensor2D } from "../../engine/tf.ts";
import * as tf from "../../engine/tf.ts";
import { dropout } from "../../nn/dropout.ts";
import { linear } from "../../nn/linear.ts";
import type { ClassifierModel, ConfigJson, Family, Inputs } from "../model.ts";
import { countNumbers } from "../sizes.ts";
import type { BertConfig } from "./config.ts";
import { type BertPass, encode } from "./encoder.ts";
import { moduleNames } from "./module_names.ts";
import { bertSites, loadBertWeights, namingOf, weightShapes, WORDS } from "./weights.ts";

/**
 * Defines a family whose encoder is BERT's.
 *
 * @param name its `model_type`, which is also what stands before the weights of models with a head
 * @param readConfig reads its `config.json`
 */
export function bertFamily(name: string, readConfig: (json: ConfigJson) => BertConfig): Family {
  return {
    name,
    modelTypes: [name],
    sizes(json) {
      const config = readConfig(json);
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
        maxLength: config.positions,
      };
    },
    embeddings: WORDS,
    baseName: namingOf(name).ours,
    ...moduleNames(name),
    load(files): ClassifierModel {
      const config = readConfig(files.config);
      const base = loadBertWeights(files, config, name);
      return {
        kind: "classifier",
        family: name,
        target: {
          dModel: config.dModel,
          sites: bertSites(config),
          base,
          vocabEmbeddings: base[WORDS] as Tensor2D,
        },
        tokens: { pad: config.padId, end: config.endId },
        maxLength: config.positions,
        positions: config.positions,
        classify: (head, inputs, pass) => classify(head, inputs, { ...pass, config }),
      };
    },
  };
}

/** Logits of the classes, `[batch, classes]`. */
function classify(head: Tensors, inputs: Inputs, pass: BertPass): Tensor2D {
  const hidden = encode(inputs, pass);
  const first = tf.slice(hidden, [0, 0, 0], [-1, 1, -1]);
  const cls = dropout(tf.squeeze(first, [1]), pass.config.dropout, pass.mode.draws);
  return linear(cls, head["classifier.weight"]!, head["classifier.bias"]) as Tensor2D;
}
