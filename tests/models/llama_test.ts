/** What Llama does beside what `writers_test.ts` holds against transformers. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { readLlamaConfig } from "../../src/models/llama/config.ts";
import { llama } from "../../src/models/llama/mod.ts";
import { familyOf } from "../../src/models/mod.ts";
import type { Seq2SeqModel } from "../../src/models/model.ts";
import { openCheckpoint, readJson, relativeError } from "./_checkpoint.ts";
import { promptPatch } from "./_writer_case.ts";

await wasm.start({});

/** What `config.json` of Llama 3.2 with 1 billion weights says, as far as sizes depend on it. */
const LLAMA_3 = {
  model_type: "llama",
  hidden_size: 2048,
  intermediate_size: 8192,
  num_hidden_layers: 16,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  head_dim: 64,
  vocab_size: 128_256,
  max_position_embeddings: 131_072,
  eos_token_id: 128_001,
  tie_word_embeddings: true,
  rope_theta: 500_000,
};

/** What `config.json` of Qwen2 with half a billion weights says. */
const QWEN_2 = {
  model_type: "qwen2",
  hidden_size: 896,
  intermediate_size: 4864,
  num_hidden_layers: 24,
  num_attention_heads: 14,
  num_key_value_heads: 2,
  vocab_size: 151_936,
  max_position_embeddings: 131_072,
  use_sliding_window: false,
  sliding_window: 131_072,
  eos_token_id: 151_643,
  tie_word_embeddings: true,
  rope_theta: 1_000_000,
};

Deno.test("llama counts the weights of published checkpoints", () => {
  assertEquals(familyOf(LLAMA_3).sizes(LLAMA_3).weights, 1_235_814_400);
  assertEquals(familyOf(QWEN_2).sizes(QWEN_2).weights, 494_032_768);
});

Deno.test("readLlamaConfig() reads rotary positions as older and newer files have them", () => {
  const llama3 = {
    factor: 32,
    low_freq_factor: 1,
    high_freq_factor: 4,
    original_max_position_embeddings: 8192,
    rope_type: "llama3",
  };
  const { rope_theta, ...rest } = LLAMA_3;
  const older = readLlamaConfig({ ...LLAMA_3, rope_scaling: llama3 }).rotary;
  const newer = readLlamaConfig({ ...rest, rope_parameters: { ...llama3, rope_theta } }).rotary;
  assertEquals(newer, older);
  assertEquals(older.scaling?.trainedLength, 8192);
  assertEquals(readLlamaConfig({ ...LLAMA_3, rope_scaling: null }).rotary, { theta: 500_000 });
});

Deno.test("readLlamaConfig() refuses positions that it does not know", () => {
  const read = (changes: object) => () => readLlamaConfig({ ...LLAMA_3, ...changes });
  assertThrows(
    read({ rope_scaling: { type: "yarn", factor: 4 } }),
    TypeError,
    'Cannot read config.json: rotary positions must be of type "default" or "llama3": they are "yarn"',
  );
  assertThrows(read({ rope_scaling: { rope_type: "llama3" } }), TypeError, 'no "factor"');
  assertThrows(read({ partial_rotary_factor: 0.5 }), TypeError, "only a part of each head, 0.5");
  assertThrows(read({ num_key_value_heads: 5 }), TypeError, "32 heads cannot share 5");
  assertThrows(read({ max_position_embeddings: undefined }), TypeError, "max_position_embeddings");
});

Deno.test("readLlamaConfig() counts no more positions than a sliding window", () => {
  const positions = (json: object) => readLlamaConfig({ ...QWEN_2, ...json }).positions;
  assertEquals(positions({}), 131_072);
  assertEquals(positions({ use_sliding_window: true, sliding_window: 4096 }), 4096);
  assertEquals(positions({ model_type: "mistral", sliding_window: 1024 }), 1024);
  assertEquals(positions({ model_type: "mistral", sliding_window: null }), 131_072);
  assertEquals(positions({ model_type: "mistral", sliding_window: undefined }), 4096);
  assertEquals(positions({ model_type: "llama", sliding_window: 1024 }), 131_072);
});

Deno.test("readLlamaConfig() pads with the end token where there is no other, and knows of several", () => {
  const tokens = (json: object) => {
    const { padId, endId } = readLlamaConfig({ ...LLAMA_3, ...json });
    return [padId, endId];
  };
  assertEquals(tokens({}), [128_001, 128_001]);
  assertEquals(tokens({ eos_token_id: [7, 8], pad_token_id: -1 }), [7, 7]);
  assertEquals(tokens({ pad_token_id: 3 }), [3, 128_001]);
  assertThrows(() => tokens({ eos_token_id: null }), TypeError, 'no "eos_token_id"');
});

Deno.test("llama knows no other modules than those of its layers", () => {
  assertEquals(llama.siteOfModule("model.layers.1.mlp.gate_proj"), "decoder.1.feedForward.gate");
  for (const module of ["model.embed_tokens", "lm_head", "model.layers.0.self_attn.x_proj"]) {
    assertEquals(llama.siteOfModule(module), undefined);
  }
  assertEquals(llama.moduleOfSite("decoder.0.attention", LLAMA_3), undefined);
});

/** Logits of one target behind one input, with a prompt of so many token embeddings. */
function logitsOf(input: number[], decoderIds: number[], prompt: number[] = []): tf.Tensor3D {
  const model = llama.load(openCheckpoint("llama/llama3")) as Seq2SeqModel;
  const { base, vocabEmbeddings } = model.target;
  const patch = prompt.length > 0
    ? promptPatch(tf.gather(vocabEmbeddings, tf.tensor1d(prompt, "int32")))
    : {};
  const inputs = {
    inputIds: tf.tensor2d([input], undefined, "int32"),
    mask: tf.ones([1, input.length]) as tf.Tensor2D,
  };
  const pass = { base, patch, mode: {} };
  const memory = model.encode(inputs, pass);
  const ids = tf.tensor2d([decoderIds], undefined, "int32");
  return model.decode(memory, inputs.mask, ids, pass);
}

function assertAlike(actual: tf.Tensor, expected: tf.Tensor): void {
  const values = [...expected.dataSync()];
  const error = relativeError(actual, { shape: expected.shape, values });
  assert(error < 1e-5, `relative error ${error}`);
}

Deno.test("a prompt of token embeddings reads as these tokens in front of the input would", () => {
  assertAlike(logitsOf([2, 7, 8], [1, 9], [20, 21]), logitsOf([20, 21, 2, 7, 8], [1, 9]));
});

Deno.test("a token that was written is as one that was read", () => {
  const written = tf.slice(logitsOf([2, 7], [1, 8, 9]), [0, 1, 0], [-1, 2, -1]);
  assertAlike(written, logitsOf([2, 7, 8], [1, 9]));
});

Deno.test("the first token follows from the input alone, and may be the only one", () => {
  const first = logitsOf([2, 7, 8], [1]);
  assertAlike(first, logitsOf([2, 7, 8], [5]));
  assertAlike(first, tf.slice(logitsOf([2, 7, 8], [1, 9]), [0, 0, 0], [-1, 1, -1]));
});

Deno.test("decode() refuses the memory of another model", () => {
  const model = llama.load(openCheckpoint("llama/tiny")) as Seq2SeqModel;
  const mask = tf.ones([1, 3]) as tf.Tensor2D;
  const ids = tf.zeros([1, 2], "int32") as tf.Tensor2D;
  const pass = { base: model.target.base, patch: {}, mode: {} };
  assertThrows(
    () => model.decode(tf.zeros([1, 3, 16]), mask, ids, pass),
    TypeError,
    '"memory" must be [batch=1, promptLength + length=3, 160]',
  );
});

Deno.test("llama reads every kind of config.json of the fixtures", () => {
  for (const folder of ["tiny", "llama3", "mistral_bf16_sharded", "qwen2", "qwen3"]) {
    const json = readJson(`llama/${folder}/config.json`);
    assertEquals(familyOf(json).name, "llama");
    assertAlmostEquals(readLlamaConfig(json).epsilon, 1e-5);
  }
});
