/** BERT against transformers; see tests/fixtures/models/bert. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Tensors } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { readBertConfig } from "../../src/models/bert/config.ts";
import { encode } from "../../src/models/bert/encoder.ts";
import { bert } from "../../src/models/bert/mod.ts";
import { bertSites } from "../../src/models/bert/weights.ts";
import { familyOf } from "../../src/models/mod.ts";
import type { ClassifierModel, Inputs } from "../../src/models/model.ts";
import type { Patch } from "../../src/sites.ts";
import { openCheckpoint, readJson, relativeError, toTensor, type Values } from "./_checkpoint.ts";

const TOLERANCE = 1e-4;
const CASES = ["tiny", "bare", "legacy_names"];

await wasm.start({});

async function load(folder: string): Promise<ClassifierModel> {
  return await bert.load(openCheckpoint(`bert/${folder}`)) as ClassifierModel;
}

function inputsOf({ inputs }: { inputs: Record<string, number[][]> }): Inputs {
  return {
    inputIds: tf.tensor2d(inputs.inputIds!, undefined, "int32"),
    mask: tf.tensor2d(inputs.attentionMask!, undefined, "float32"),
    segmentIds: tf.tensor2d(inputs.tokenTypeIds!, undefined, "int32"),
  };
}

function promptPatch(prompt: tf.Tensor): Patch {
  return { prompt: () => tf.expandDims(prompt, 0) };
}

function assertClose(actual: tf.Tensor, expected: Values, what: string): void {
  const error = relativeError(actual, expected);
  assert(error <= TOLERANCE, `${what}: relative error ${error}`);
}

for (const folder of CASES) {
  Deno.test(`bert/${folder}: hidden states equal transformers'`, async () => {
    const expected = readJson(`bert/${folder}/expected.json`);
    const config = readBertConfig(readJson(`bert/${folder}/config.json`));
    const { target: { base } } = await load(folder);
    const inputs = inputsOf(expected);
    const prompt = promptPatch(toTensor(expected.inputs.prompt));
    assertClose(encode(config, base, inputs, {}, {}), expected.plain.lastHiddenState, "plain");
    const prompted = encode(config, base, inputs, prompt, {});
    assertClose(prompted, expected.prompted.lastHiddenState, "prompted");
  });
}

function headOf(folder: string): Tensors {
  const files = openCheckpoint(`bert/${folder}`);
  const names = ["classifier.weight", "classifier.bias"];
  return Object.fromEntries(
    names.map((name) => [name, files.load(name)]),
  );
}

Deno.test("bert/tiny: logits of [CLS] equal transformers'", async () => {
  const expected = readJson("bert/tiny/expected.json");
  const model = await load("tiny");
  const head = headOf("tiny");
  const inputs = inputsOf(expected);
  const prompt = promptPatch(toTensor(expected.inputs.prompt));
  const { base } = model.target;
  assertClose(model.classify(base, head, inputs, {}, {}), expected.plain.clsLogits, "plain");
  const prompted = model.classify(base, head, inputs, prompt, {});
  assertClose(prompted, expected.prompted.clsLogits, "prompted");
});

Deno.test("bert/tiny: gradients of prompt, head and weights equal transformers'", async () => {
  const expected = readJson("bert/tiny/expected.json");
  const model = await load("tiny");
  const head = headOf("tiny");
  const inputs = inputsOf(expected);
  const labels = tf.oneHot(tf.tensor1d(expected.inputs.labels, "int32"), 3);
  const ours = (name: string) => name.replace(/^bert\./, "");
  const start: Tensors = {
    ...model.target.base,
    ...head,
    prompt: toTensor(expected.inputs.prompt),
  };
  const names = Object.keys(expected.prompted.clsGradients);
  const loss = (...values: tf.Tensor[]) => {
    const all = {
      ...start,
      ...Object.fromEntries(names.map((name, i) => [ours(name), values[i]!])),
    };
    const logits = model.classify(all, all, inputs, promptPatch(all.prompt!), {});
    return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), labels), -1)));
  };
  const gradients = tf.grads(loss)(names.map((name) => start[ours(name)]!));
  assert(names.includes("prompt") && names.length > 8);
  for (const [i, name] of names.entries()) {
    assertClose(gradients[i]!, expected.prompted.clsGradients[name], name);
  }
});

Deno.test("bert does not see padding", async () => {
  const model = await load("tiny");
  const head = headOf("tiny");
  const classify = (ids: number[], mask: number[]) =>
    model.classify(
      model.target.base,
      head,
      { inputIds: tf.tensor2d([ids], undefined, "int32"), mask: tf.tensor2d([mask]) },
      promptPatch(tf.ones([3, 16])),
      {},
    );
  const short = classify([2, 9, 3], [1, 1, 1]);
  const long = classify([2, 9, 3, 17, 18], [1, 1, 1, 0, 0]);
  const error = relativeError(long, { shape: short.shape, values: [...short.dataSync()] });
  assert(error < 1e-6, `relative error ${error}`);
});

Deno.test("bert visits each of its sites once and none besides", async () => {
  const model = await load("tiny");
  const visited: string[] = [];
  const patch: Patch = {
    linear(site, input, output) {
      visited.push(`linear ${site} ${input.shape.at(-1)} ${output.shape.at(-1)}`);
      return output;
    },
    keyValue(site, pair) {
      const [, heads, , dHead] = pair.key.shape;
      visited.push(`keyValue ${site} 16 ${heads * dHead}`);
      return pair;
    },
    sublayer(site, output) {
      visited.push(`sublayer ${site} 16 ${output.shape[2]}`);
      return output;
    },
  };
  const inputs = { inputIds: tf.tensor2d([[2, 3]], undefined, "int32"), mask: tf.ones([1, 2]) };
  model.classify(model.target.base, headOf("tiny"), inputs as Inputs, patch, {});
  const declared = bertSites(readBertConfig(readJson("bert/tiny/config.json")))
    .map(({ kind, name, inputSize, outputSize }) => `${kind} ${name} ${inputSize} ${outputSize}`);
  assertEquals(visited.toSorted(), declared.toSorted());
});

Deno.test("bert refuses a sequence that is longer than its positions", async () => {
  const model = await load("tiny");
  const head = headOf("tiny");
  const inputs = { inputIds: tf.zeros([1, 37], "int32"), mask: tf.ones([1, 37]) } as Inputs;
  assertThrows(
    () => model.classify(model.target.base, head, inputs, promptPatch(tf.ones([4, 16])), {}),
    RangeError,
    "Cannot encode 41 tokens, prompt included: the model has 40 positions",
  );
});

Deno.test("bert names a weight that is missing, unknown or of another shape", () => {
  const files = openCheckpoint("bert/tiny");
  const name = "bert.encoder.layer.1.output.dense.weight";
  const { [name]: shape, ...rest } = files.shapes;
  const load = (shapes: typeof files.shapes) => () => bert.load({ ...files, shapes });
  assertThrows(
    load(rest),
    TypeError,
    'tensor "encoder.layer.1.output.dense.weight" is missing',
  );
  assertThrows(load({ ...files.shapes, "bert.extra": [1] }), TypeError, '"bert.extra"');
  assertThrows(
    load({ ...rest, [name]: shape!.toReversed() }),
    TypeError,
    `tensor "${name}" must be [16, 28] by its config: file has [28, 16]`,
  );
});

Deno.test("familyOf() names the known families for an unknown one", () => {
  assertEquals(familyOf({ model_type: "bert" }).name, "bert");
  assertThrows(() => familyOf({ model_type: "gpt2" }), Error, 'type "gpt2": known are t5, bert');
});
