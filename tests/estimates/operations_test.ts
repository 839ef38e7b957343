import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { modelSizes } from "../../src/estimates/memory.ts";
import { passOperations, runOperations, stepOperations } from "../../src/estimates/operations.ts";
import type { RunConfig } from "../../src/lab/run.ts";
import { fakeConfig } from "../lab/fake.ts";

const SIZES = modelSizes({
  model_type: "t5",
  d_model: 8,
  d_kv: 4,
  num_heads: 2,
  d_ff: 16,
  num_layers: 1,
  vocab_size: 10,
});

Deno.test("passOperations() counts two for each weight and token, and the attention", () => {
  // encoder, 3 tokens: 4 maps of 8 x 8 and 2 of 8 x 16, twice; scores and sums 2 x 2 x 3 x 8
  const encoder = 3 * (2 * (4 * 64 + 2 * 128) + 4 * 3 * 8);
  // decoder, 1 token: 6 maps of 8 x 8 and 2 of 8 x 16; keys and values of 3; attention to 1 + 3
  const decoder = 2 * (6 * 64 + 2 * 128) + 3 * 2 * 2 * 64 + 4 * 4 * 8;
  assertEquals(passOperations(SIZES, 3, 1), encoder + decoder + 2 * 8 * 10);
  assertEquals(passOperations({ ...SIZES, decoderLayers: 0 }, 3, 1), encoder);
});

Deno.test("stepOperations() is twice a pass for a prompt, three times for all weights", () => {
  const step = (full: boolean) => stepOperations(SIZES, { batch: 2, tokens: 3, full });
  assertAlmostEquals(step(true) / step(false), 1.5, 1e-12);
  assertEquals(step(false), 2 * 2 * passOperations(SIZES, 3, 4));
});

Deno.test("runOperations() grows with steps, prompt, evaluations and the size of the task", () => {
  const config: RunConfig = { ...fakeConfig({ data: "super_glue", task: "cb" }), seed: 0 };
  const { training } = config;
  const of = (changes: Partial<RunConfig>) => runOperations({ ...config, ...changes }, SIZES);
  assertLess(of({}), of({ training: { ...training, steps: training.steps + 1 } }));
  assertLess(of({}), of({ methodConfig: { promptLength: 100 } }));
  const frozen = (steps: number) => of({ method: "frozen", training: { ...training, steps } });
  assertEquals(frozen(1), frozen(1000)); // it makes none
  const all = { train: null, dev: null, test: null };
  assertLess(of({ examples: all }), of({ examples: all, task: "multirc" }));
  assertLess(
    of({ examples: all }),
    of({ examples: all, training: { ...training, evaluateEvery: 1 } }),
  );
});
