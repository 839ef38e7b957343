/**
 * What every method must do, on a tiny model of every family.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { Rng } from "../../src/core/rng.ts";
import { compileEagerly } from "../../src/engine/eager.ts";
import type { Tensors } from "../../src/engine/engine.ts";
import { Draws } from "../../src/engine/random.ts";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import type { AnyMethod } from "../../src/methods/method.ts";
import { METHODS } from "../../src/methods/mod.ts";
import { crossEntropy } from "../../src/nn/loss.ts";
import { normal } from "../../src/nn/init.ts";
import type { Mode } from "../../src/sites.ts";
import { relativeError } from "../models/_checkpoint.ts";
import { type TinyModel, tinyModels } from "./_tiny_models.ts";

/** Configurations besides the defaults that a method must survive too. */
const VARIANTS: Readonly<Record<string, readonly object[]>> = {
  prompt: [{ init: "uniform" }, { init: "text", text: "yes or no" }],
  residual_prompt: [
    { sharing: "separate", promptLength: 3 },
    { layerNorm: false },
    { residual: false, layers: 2, dropout: 0.2 },
  ],
  mlp_prompt: [{ sharing: "separate" }],
  lstm_prompt: [{ layers: 2, head: true }, { residual: true, promptLength: 2 }],
  low_rank_prompt: [{ rank: 1, promptLength: 3 }],
  superpos_prompt: [{ samples: 6 }, { samples: 6, promptLength: 3, changes: false }],
  lora: [{ targets: ["in", "out"], dropout: 0.3 }],
  ia3: [{ outputs: [], inputs: ["out", "output"] }, { outputs: ["query"], inputs: ["key"] }],
  dept: [{ maxLength: 3 }],
};

/** Keys that all move by one vector change no softmax: their gradient is zero. */
const FLAT = /attention\.self\.key\.bias$/;

const METHOD_LIST: readonly (readonly [string, AnyMethod])[] = Object.entries(METHODS);

await wasm.start({});
const models = await tinyModels();

function init(method: AnyMethod, config: object, { model }: TinyModel, seed: number): Tensors {
  const encode = (text: string) => text.split(" ").map((word) => 3 + word.length);
  return method.init(model.target, config, { rng: new Rng(seed), encode });
}

/** Parameters away from their start, where no zero hides a gradient. */
function perturbed(params: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(params).map(([name, it]) => [
      name,
      tf.tidy(() => tf.add(it, normal(it.shape, 0.1, new Rng(name)))),
    ]),
  );
}

/** The part of its parameters that the method trains, or leaves as they were drawn. */
function partition(method: AnyMethod, config: object, params: Tensors, trained: boolean): Tensors {
  const isTrained = (name: string) => method.rate?.(name, config) !== 0;
  return Object.fromEntries(
    Object.entries(params).filter(([name]) => isTrained(name) === trained),
  );
}

/** Base weights that the method claims. */
function claimed(method: AnyMethod, config: object, { model }: TinyModel): Tensors {
  return Object.fromEntries(
    Object.entries(model.target.base).filter(([name]) => method.trainsBase?.(name, config)),
  );
}

function logits(
  method: AnyMethod,
  config: object,
  tiny: TinyModel,
  params: Tensors,
  base: Tensors = {},
  mode: Mode = {},
): tf.Tensor3D {
  const patch = method.patch(params, config, mode);
  return tiny.logits({ ...tiny.model.target.base, ...base }, patch, mode);
}

function count(tensors: Tensors): number {
  return Object.values(tensors).reduce((sum, { size }) => sum + size, 0);
}

function snapshot(tensors: Tensors): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, it]) => [name, [...it.dataSync()]]),
  );
}

/** The method, configured and on a model. */
interface Case {
  readonly method: AnyMethod;
  readonly config: object;
  readonly tiny: TinyModel;
}

/** Whether nothing of the start is drawn. */
function startsFixed({ name }: AnyMethod, config: object): boolean {
  return name === "ia3" || "init" in config && config.init === "text";
}

function startsAlike({ method, config, tiny }: Case): void {
  const params = init(method, config, tiny, 1);
  const trained = partition(method, config, params, true);
  assertEquals(count(trained), method.countParameters(tiny.model.target, config));
  assertEquals(snapshot(init(method, config, tiny, 1)), snapshot(params));
  if (Object.keys(params).length === 0) return;
  const other = snapshot(init(method, config, tiny, 2));
  if (startsFixed(method, config)) assertEquals(other, snapshot(params));
  else assertNotEquals(other, snapshot(params));
}

/** A method without parameters leaves a classifier its head, and any other model as it is. */
function leavesTheHead(method: AnyMethod, { model }: TinyModel): void {
  assertEquals(model.kind === "classifier", method !== METHODS.frozen, "nothing is trained");
}

function learnsEverywhere({ method, config, tiny }: Case): void {
  const params = perturbed(init(method, config, tiny, 1));
  const still = partition(method, config, params, false);
  const trained = {
    ...partition(method, config, params, true),
    ...claimed(method, config, tiny),
  };
  const names = Object.keys(trained);
  if (names.length === 0) return leavesTheHead(method, tiny);
  const loss = (...values: tf.Tensor[]) => {
    const given = Object.fromEntries(names.map((name, i) => [name, values[i]!]));
    return crossEntropy(
      logits(method, config, tiny, { ...still, ...given }, given),
      tiny.targetIds,
    );
  };
  const gradients = tf.grads(loss)(names.map((name) => trained[name]!));
  for (const [i, name] of names.entries()) {
    const values = gradients[i]!.dataSync();
    assert(values.every(Number.isFinite), `gradient of "${name}" is not finite`);
    if (!FLAT.test(name)) assert(values.some((it) => it !== 0), `"${name}" has no gradient`);
  }
}

/** One step of gradient descent as the trainer takes it. */
function movesOnlyItsOwn({ method, config, tiny }: Case): void {
  const frozen = Object.fromEntries(
    Object.entries(tiny.model.target.base).filter(([name]) => !method.trainsBase?.(name, config)),
  );
  const before = snapshot(frozen);
  const params = perturbed(init(method, config, tiny, 1));
  const still = partition(method, config, params, false);
  const start: Record<string, tf.Tensor> = { ...partition(method, config, params, true) };
  for (const [name, it] of Object.entries(claimed(method, config, tiny))) {
    start[name] = tf.clone(it);
  }
  const names = Object.keys(start);
  if (names.length === 0) return;
  const compiled = compileEagerly((state, { seed }) => {
    const loss = (...values: tf.Tensor[]) => {
      const given = Object.fromEntries(names.map((name, i) => [name, values[i]!]));
      const mode = { draws: new Draws(seed as tf.Tensor1D) };
      const all = { ...still, ...given };
      return crossEntropy(logits(method, config, tiny, all, given, mode), tiny.targetIds);
    };
    const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => state[name]!));
    const moved = names.map((name, i) => [name, tf.sub(state[name]!, tf.mul(grads[i]!, 0.1))]);
    return { state: Object.fromEntries(moved), outputs: { loss: value } };
  });
  const seed = tf.tensor1d([5, 6], "int32");
  const old = snapshot(start);
  const { state, outputs } = compiled.run(start, { seed });
  assert(Number.isFinite(outputs.loss!.dataSync()[0]));
  for (const [name, values] of Object.entries(snapshot(state))) {
    if (!FLAT.test(name)) assertNotEquals(values, old[name], `"${name}" did not move`);
  }
  assertEquals(snapshot(frozen), before);
  tf.dispose([Object.values(state), Object.values(outputs), seed]);
}

function foldsAlike({ method, config, tiny }: Case): void {
  const params = perturbed(init(method, config, tiny, 1));
  const folded = method.fold?.(params, config);
  if (!folded) return;
  const plain = METHODS[folded.method as keyof typeof METHODS] as AnyMethod;
  assertEquals(count(folded.params), plain.countParameters(tiny.model.target, folded.config));
  const expected = logits(method, config, tiny, params);
  const actual = logits(plain, folded.config, tiny, folded.params);
  const values = [...expected.dataSync()];
  assert(relativeError(actual, { shape: expected.shape, values }) < 1e-5);
}

function leaksNothing({ method, config, tiny }: Case): void {
  const before = tf.memory().numTensors;
  const params = init(method, config, tiny, 1);
  assertEquals(tf.memory().numTensors, before + Object.keys(params).length);
  const folded = method.fold?.(params, config);
  assertEquals(
    tf.memory().numTensors,
    before + Object.keys(params).length + Object.keys(folded?.params ?? {}).length,
  );
  tf.dispose([Object.values(params), Object.values(folded?.params ?? {})]);
  assertEquals(tf.memory().numTensors, before);
}

for (const [name, method] of METHOD_LIST) {
  for (const tiny of models) {
    for (const variant of [{}, ...(VARIANTS[name] ?? [])]) {
      const config = { ...method.defaults, ...variant };
      const title = `${name} ${JSON.stringify(variant)} on ${tiny.model.family}`;
      const objection = method.objection?.(tiny.model.target, config);
      if (objection !== undefined) {
        Deno.test(`${title} objects with the end of a sentence`, () =>
          assertMatch(objection, /^[a-z"].{10,}[^.]$/));
        continue;
      }
      const it: Case = { method, config, tiny };
      Deno.test(title, async (test) => {
        await test.step("counts its parameters and starts alike for a seed", () => startsAlike(it));
        await test.step("has a gradient for all it trains", () =>
          tf.tidy(() => learnsEverywhere(it)));
        await test.step("moves only what it trains", () => movesOnlyItsOwn(it));
        await test.step("keeps the logits when folded", () => tf.tidy(() => foldsAlike(it)));
        await test.step("leaks nothing", () => leaksNothing(it));
      });
    }
  }
}

Deno.test("METHODS lists each method under its own name", () => {
  for (const [name, method] of METHOD_LIST) assertEquals(method.name, name);
});

Deno.test("every file of src/methods is listed in METHODS", () => {
  const folder = new URL("../../src/methods/", import.meta.url);
  const files = [...Deno.readDirSync(folder)].map(({ name }) => name.replace(".ts", ""))
    .filter((name) => !name.startsWith("_") && !["mod", "method"].includes(name));
  assertEquals(files.toSorted(), Object.keys(METHODS).toSorted());
});

Deno.test("methods object to configurations that cannot be", () => {
  const [{ model: { target } }] = models as [TinyModel];
  const objections: readonly (readonly [AnyMethod, object, RegExp])[] = [
    [METHODS.prompt, { promptLength: 0 }, /"promptLength" must be an integer >= 1/],
    [METHODS.prompt, { init: "text" }, /needs a "text"/],
    [METHODS.prompt, { init: "zeros" }, /must be "vocabulary", "text" or "uniform"/],
    [METHODS.residual_prompt, { bottleneck: 2.5 }, /"bottleneck" must be an integer/],
    [METHODS.residual_prompt, { sharing: "some" }, /must be "shared" or "separate"/],
    [METHODS.mlp_prompt, { layers: 3 }, /"layers" must be 1 or 2/],
    [METHODS.lora, { targets: ["quary"] }, /no linear map named quary/],
    [METHODS.lora, { rank: 0 }, /"rank" must be an integer/],
    [METHODS.low_rank_prompt, { rank: 0 }, /"rank" must be an integer/],
    [METHODS.superpos_prompt, { samples: 62 }, /"samples" must be at most the 61 embeddings/],
    [METHODS.adept, { rank: 0 }, /"rank" must be an integer/],
    [METHODS.ia3, { inputs: ["key"] }, /"key" is in "outputs" and in "inputs"/],
    [METHODS.ia3, { outputs: ["quary"], inputs: [] }, /no linear map named quary/],
    [METHODS.bitfit, {}, /no bias terms/],
    [METHODS.head, {}, /has no head/],
  ];
  for (const [method, change, message] of objections) {
    assertMatch(method.objection!(target, { ...method.defaults, ...change }) ?? "", message);
  }
});
