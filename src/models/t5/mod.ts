/**
 * T5, versions 1.0 (ReLU, tied output) and 1.1 (gated GELU, untied), from Hugging Face files.
 *
 * Source: Raffel et al. 2020 (arXiv:1910.10683); checked against transformers in
 * `tests/models/writers_test.ts`.
 *
 * @module
 */
import type { Tensor2D } from "../../engine/tf.ts";
import type { Family, Seq2SeqModel } from "../model.ts";
import { countNumbers } from "../sizes.ts";
import { readT5Config } from "./config.ts";
import { decode } from "./decoder.ts";
import { encode } from "./encoder.ts";
import { moduleOfSite, siteOfModule } from "./module_names.ts";
import { loadT5Weights, SHARED, t5Sites, weightShapes } from "./weights.ts";

/** The family. */
export const t5: Family = {
  name: "t5",
  modelTypes: ["t5"],
  sizes(json) {
    const config = readT5Config(json);
    const { encoderLayers, decoderLayers, dModel, heads, dHead, dFF, vocab, gated } = config;
    return {
      weights: countNumbers(weightShapes(config)),
      encoderLayers,
      decoderLayers,
      dModel,
      heads,
      inner: heads * dHead,
      dFF: gated ? 2 * dFF : dFF,
      vocab,
      maxLength: config.maxLength,
    };
  },
  embeddings: SHARED,
  baseName: (name) => name,
  moduleOfSite: (site, json) => moduleOfSite(site, readT5Config(json).gated),
  siteOfModule,
  load(files): Seq2SeqModel {
    const config = readT5Config(files.config);
    const base = loadT5Weights(files, config);
    return {
      kind: "seq2seq",
      decoderOnly: false,
      family: "t5",
      target: {
        dModel: config.dModel,
        sites: t5Sites(config),
        base,
        vocabEmbeddings: base[SHARED] as Tensor2D,
      },
      tokens: { pad: config.padId, end: config.endId },
      maxLength: config.maxLength,
      positions: null,
      decoderStart: config.decoderStartId,
      encode: (inputs, pass) => encode(inputs, { ...pass, config }),
      decode: (memory, mask, decoderIds, pass) =>
        decode(memory, mask, decoderIds, { ...pass, config }),
    };
  },
};
