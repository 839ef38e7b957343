/**
 * Llama and models that differ from it in their configuration: Mistral, Qwen2, Qwen3. One stack reads
 * the input and writes the answer behind it.
 *
 * Source: Touvron et al. 2023 (arXiv:2302.13971); Jiang et al. 2023 (arXiv:2310.06825); Yang et al.
 * 2024 (arXiv:2407.10671); checked against transformers in `tests/models/writers_test.ts`.
 *
 * @module
 */
import type { Tensor2D } from "../../engine/tf.ts";
import type { Family, Seq2SeqModel } from "../model.ts";
import { countNumbers } from "../sizes.ts";
import { LLAMA_TYPES, readLlamaConfig } from "./config.ts";
import { decode } from "./decode.ts";
import { encode } from "./encode.ts";
import { moduleOfSite, siteOfModule } from "./module_names.ts";
import { llamaSites, loadLlamaWeights, TOKENS, weightShapes } from "./weights.ts";

/** The family. */
export const llama: Family = {
  name: "llama",
  modelTypes: LLAMA_TYPES,
  sizes(json) {
    const config = readLlamaConfig(json);
    const { layers, dModel, heads, dHead, dFF, vocab } = config;
    return {
      weights: countNumbers(weightShapes(config)),
      encoderLayers: layers, // the input goes through all layers,
      decoderLayers: layers, // and then the answer does
      dModel,
      heads,
      inner: heads * dHead,
      dFF: 2 * dFF, // with the gate
      vocab,
      maxLength: config.positions,
    };
  },
  embeddings: TOKENS,
  baseName: (name) => name,
  moduleOfSite,
  siteOfModule,
  load(files): Seq2SeqModel {
    const config = readLlamaConfig(files.config);
    const base = loadLlamaWeights(files, config);
    return {
      kind: "seq2seq",
      decoderOnly: true,
      family: "llama",
      target: {
        dModel: config.dModel,
        sites: llamaSites(config),
        base,
        vocabEmbeddings: base[TOKENS] as Tensor2D,
      },
      tokens: { pad: config.padId, end: config.endId },
      maxLength: config.positions,
      positions: config.positions,
      decoderStart: config.endId,
      encode: (inputs, pass) => encode(inputs, { ...pass, config }),
      decode: (memory, mask, decoderIds, pass) =>
        decode(memory, mask, decoderIds, { ...pass, config }),
    };
  },
};
