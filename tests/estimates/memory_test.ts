import { assert, assertEquals, assertGreater, assertLess, assertThrows } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import {
  estimateBytes,
  modelSizes,
  type Need,
  rowBytes,
  runsThatFit,
} from "../../src/estimates/memory.ts";
import type { RunConfig } from "../../src/lab/run.ts";
import { fakeConfig } from "../lab/fake.ts";

const GIB = 2 ** 30;

/** `config.json` of published T5 checkpoints, as far as memory depends on it. */
const T5 = {
  small: { d_model: 512, d_kv: 64, num_heads: 8, d_ff: 2048, num_layers: 6 },
  base: { d_model: 768, d_kv: 64, num_heads: 12, d_ff: 3072, num_layers: 12 },
  large: { d_model: 1024, d_kv: 64, num_heads: 16, d_ff: 4096, num_layers: 24 },
};

function sizesOf(name: keyof typeof T5) {
  return modelSizes({ model_type: "t5", vocab_size: 32128, ...T5[name] });
}

function run(model: string, method: string, changes: Partial<RunConfig> = {}): RunConfig {
  const training = { ...fakeConfig().training, batchSize: 8 };
  return { ...fakeConfig({ model, method, training }), seed: 0, ...changes };
}

Deno.test("modelSizes() counts the weights of the published checkpoints", () => {
  assertEquals(sizesOf("small").weights, 60_506_624);
  assertEquals(sizesOf("base").weights, 222_903_552);
  assertEquals(sizesOf("large").weights, 737_668_096);
});

Deno.test("modelSizes() of BERT counts the bare encoder", () => {
  const sizes = modelSizes({
    model_type: "bert",
    vocab_size: 30522,
    hidden_size: 768,
    num_attention_heads: 12,
    intermediate_size: 3072,
    num_hidden_layers: 12,
  });
  assertEquals(sizes.weights, 108_891_648); // 109,482,240 with the pooler
  assertEquals([sizes.encoderLayers, sizes.decoderLayers], [12, 0]);
});

Deno.test("estimateBytes() grows with model, batch and prompt, and by the optimizer's state", () => {
  const bytes = (model: keyof typeof T5, method: string, changes: Partial<RunConfig> = {}) =>
    estimateBytes(run(model, method, changes), sizesOf(model), true);
  assertLess(bytes("small", "prompt"), bytes("base", "prompt"));
  assertLess(bytes("base", "prompt"), bytes("large", "prompt"));
  const wide = { training: { ...fakeConfig().training, batchSize: 16 } };
  assertLess(bytes("base", "prompt"), bytes("base", "prompt", wide));
  const long = { methodConfig: { promptLength: 99 } };
  assertLess(bytes("base", "prompt"), bytes("base", "prompt", long));
  const state = bytes("base", "full", { methodConfig: {} }) -
    bytes("base", "prompt", { methodConfig: {} });
  assertEquals(state, 3 * 4 * sizesOf("base").weights);
});

Deno.test("estimateBytes() agrees with what was measured of T5-Small, compiled and op by op", () => {
  const ofBatch = (batchSize: number, compiles: boolean) => {
    const training = { ...fakeConfig().training, batchSize };
    const config = run("small", "prompt", { training, methodConfig: { promptLength: 10 } });
    return estimateBytes(config, sizesOf("small"), compiles) / GIB;
  };
  for (
    const [compiles, batch, measured] of [
      [true, 8, 3.0], // tensorflow
      [true, 8, 3.2], // xla
      [false, 8, 9.4], // wasm
      [false, 1, 5.5], // the evaluation is larger than the training
    ] as const
  ) {
    assertGreater(ofBatch(batch, compiles), 0.8 * measured);
    assertLess(ofBatch(batch, compiles), 1.25 * measured);
  }
});

Deno.test("estimateBytes() lets XLA train T5-Large on a large GPU", () => {
  const bytes = estimateBytes(run("large", "full"), sizesOf("large"), true);
  assertGreater(bytes, 16 * GIB);
  assertLess(bytes, 80 * GIB);
});

Deno.test("rowBytes() agrees with what was measured of rows of ReCoRD's size", () => {
  for (const [task, measured] of [["record", 0.56], ["record_entity", 1.2]] as const) {
    const bytes = rowBytes({ data: "super_glue", task }) / GIB;
    assertGreater(bytes, 0.8 * measured);
    assertLess(bytes, 1.25 * measured);
  }
  assertLess(rowBytes({ data: "mini", task: "record" }), 0.01 * GIB);
});

function needs(...sizes: readonly [string, string, number][]): Need[] {
  return sizes.map(([model, method, gib]) => ({ config: run(model, method), bytes: gib * GIB }));
}

const MACHINE = { bytes: 24 * GIB, name: "this machine", holdsRows: true };

Deno.test("runsThatFit() counts the largest side by side", () => {
  assertEquals(runsThatFit(needs(["a", "prompt", 7], ["a", "full", 11]), MACHINE), 2);
});

Deno.test("runsThatFit() says what would suffice, and which runs fit", () => {
  const some = needs(["a", "prompt", 7], ["b", "full", 35]);
  const error = assertThrows(() => runsThatFit(some, MACHINE), UsageError);
  assertEquals(
    error.message,
    'Cannot run "full" on "b": it needs about 35 GiB, but this machine has 24 GiB: ' +
      "use a GPU with 40 GiB or more, or --only model=a",
  );
  const one = needs(["a", "prompt", 7], ["a", "full", 35]);
  assertThrows(() => runsThatFit(one, MACHINE), UsageError, ", or --only method=prompt");
  const none = assertThrows(() => runsThatFit(needs(["a", "full", 900]), MACHINE), UsageError);
  assert(none.message.endsWith("use a GPU with 991 GiB or more"), none.message);
});

Deno.test("estimateBytes() counts the tokens of the longest input where they are known", () => {
  const config = run("small", "prompt");
  const bytes = (tokens?: number) => estimateBytes(config, sizesOf("small"), true, tokens);
  assertEquals(bytes(512), bytes());
  assertLess(bytes(30), bytes(200));
  assertLess(bytes(200), bytes());
});
