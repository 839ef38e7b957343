/** Later papers' prompts against PyTorch; see tests/fixtures/methods. */
import { assert, assertEquals } from "@std/assert";
import type { Tensors } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import type { AnyMethod } from "../../src/methods/method.ts";
import { METHODS } from "../../src/methods/mod.ts";
import type { Target } from "../../src/sites.ts";
import { relativeError, toTensor, type Values } from "../models/_checkpoint.ts";

interface Fixture {
  readonly method: keyof typeof METHODS;
  readonly config: object;
  readonly params: Record<string, Values>;
  readonly embeddings: Values;
  /** `prompt`, and `embeddings` where the method moves them. */
  readonly outputs: Record<string, Values>;
  readonly outputGradients: Record<string, Values>;
  /** Of the parameters that are trained. */
  readonly gradients: Record<string, Values>;
}

const FOLDER = new URL("../fixtures/methods/later_prompts/", import.meta.url);

/** What the method makes of input embeddings. */
function outputsOf(method: AnyMethod, config: object, params: Tensors, embeddings: tf.Tensor3D) {
  const patch = method.patch(params, config, {});
  const prompt = tf.squeeze(patch.prompt!(embeddings, tf.ones([2, 7])), [0]);
  return { prompt, ...(patch.embeddings && { embeddings: patch.embeddings(embeddings) }) };
}

function assertClose(actual: tf.Tensor, expected: Values, what: string): void {
  const error = relativeError(actual, expected);
  assert(error < 2e-5, `${what}: relative error ${error}`);
}

await wasm.start({});

for (const { name } of Deno.readDirSync(FOLDER)) {
  const fixture: Fixture = JSON.parse(Deno.readTextFileSync(new URL(name, FOLDER)));
  const method: AnyMethod = METHODS[fixture.method];
  const config = { ...method.defaults, ...fixture.config };
  const params = Object.fromEntries(
    Object.entries(fixture.params).map(([key, value]) => [key, toTensor(value)]),
  );
  const embeddings = toTensor(fixture.embeddings) as tf.Tensor3D;
  const names = Object.keys(fixture.gradients);

  Deno.test(`"${name.replace(".json", "")}" equals PyTorch's, outputs and gradients`, () => {
    const outputs: Tensors = outputsOf(method, config, params, embeddings);
    assertEquals(Object.keys(outputs), Object.keys(fixture.outputs));
    for (const [key, value] of Object.entries(outputs)) {
      assertClose(value, fixture.outputs[key]!, key);
    }
    const weighted = (...values: tf.Tensor[]) => {
      const given = Object.fromEntries(names.map((key, i) => [key, values[i]!]));
      const made: Tensors = outputsOf(method, config, { ...params, ...given }, embeddings);
      const terms = Object.entries(made)
        .map(([key, value]) => tf.sum(tf.mul(value, toTensor(fixture.outputGradients[key]!))));
      return tf.addN(terms);
    };
    const gradients = tf.grads(weighted)(names.map((key) => params[key]!));
    for (const [i, key] of names.entries()) {
      assertClose(gradients[i]!, fixture.gradients[key]!, key);
    }
  });

  Deno.test(`"${name.replace(".json", "")}" trains what PyTorch trains, and folds to its prompt`, () => {
    const trained = Object.keys(params).filter((key) => method.rate?.(key, config) !== 0);
    assertEquals(trained.toSorted(), names.toSorted());
    const folded = method.fold?.(params, config);
    assertEquals(folded === undefined, "embeddings" in fixture.outputs);
    if (folded) assertClose(folded.params.prompt!, fixture.outputs.prompt!, "folded");
  });
}

/** A model of that width; counting needs no more. */
const width = (dModel: number) => ({ dModel, sites: [], base: {} }) as unknown as Target;

Deno.test("low_rank_prompt has the 11.2K parameters that its paper counts on T5-Large", () => {
  const count = METHODS.low_rank_prompt.countParameters(width(1024), {
    promptLength: 100,
    rank: 10,
  });
  assertEquals(count, 11_240);
});

Deno.test("dept and adept have the parameters of their papers on T5-Base, within those of 100 tokens", () => {
  const { dept, adept } = METHODS;
  const deptConfig = { ...dept.defaults, promptLength: 40, rank: 45, maxLength: 256 };
  assertEquals(dept.countParameters(width(768), deptConfig), 76_800);
  const adeptConfig = { ...adept.defaults, promptLength: 60, rank: 19 };
  assertEquals(adept.countParameters(width(768), adeptConfig), 76_051);
});
