/** T5 against transformers; see tests/fixtures/models/t5. */
import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import { fileURLToPath } from "node:url";
import { compileEagerly } from "../../src/engine/eager.ts";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { prompt } from "../../src/methods/prompt.ts";
import { full } from "../../src/methods/full.ts";
import { openCheckpoint } from "../../src/hub/checkpoint.ts";
import type { ModelFiles } from "../../src/models/model.ts";
import { readT5Config } from "../../src/models/t5/config.ts";
import { t5 } from "../../src/models/t5/mod.ts";
import { t5Sites, weightShapes } from "../../src/models/t5/weights.ts";
import { relativeBucket } from "../../src/nn/relative_position.ts";
import type { Patch } from "../../src/sites.ts";
import type { Adapter } from "../../src/train/adapter.ts";
import { type Answerer, generate, scoreChoices } from "../../src/train/answers.ts";
import { encodeProgram, likelihoodProgram, nextTokenProgram } from "../../src/train/programs.ts";
import { readJson, relativeError, toTensor } from "./_checkpoint.ts";
import {
  caseTensors,
  checkCase,
  loadCase,
  promptPatch,
  type T5Case,
  TOLERANCE,
} from "./_t5_case.ts";
import { assertVisits } from "./_visits.ts";

const CASES = [...Deno.readDirSync(new URL("../fixtures/models/t5", import.meta.url))]
  .filter(({ isDirectory }) => isDirectory).map(({ name }) => name).toSorted();

const session = await wasm.start({});

/** Opens a case as the trainer does, so that 16-bit and sharded files are read too. */
async function open(name: string): Promise<ModelFiles> {
  const checkpoint = await openCheckpoint(
    fileURLToPath(new URL(`../fixtures/models/t5/${name}`, import.meta.url)),
  );
  return {
    ...checkpoint,
    load: (name) =>
      session.place(checkpoint.shapes[name]!, (values) => checkpoint.fill(name, values)),
  };
}

const load = async (name: string) => await loadCase(name, await open(name));

Deno.test("the tolerance is above float32's own error, and not far above", () => {
  const deviations = CASES.flatMap((name) =>
    Object.values(readJson(`t5/${name}/expected.json`).float64Deviation as Record<string, number>)
  );
  const largest = Math.max(...deviations);
  assert(CASES.length >= 6 && largest < TOLERANCE && TOLERANCE < 5 * largest, `${largest}`);
});

for (const name of CASES) {
  Deno.test(`t5/${name}: states, logits, loss and gradients equal transformers'`, async () => {
    checkCase(session, await load(name));
  });

  Deno.test(`t5/${name}: scoreChoices() gives transformers' log-likelihoods`, async () => {
    const kase = await load(name);
    for (const kind of ["plain", "prompted"] as const) {
      const expected = kase[kind].candidateLogLikelihoods;
      const scores = scoreChoices(answerer(kase, kind === "prompted"), examplesOf(kase));
      assertEquals(scores.map((row) => row.length), expected.map((row) => row.length));
      const actual = tf.tensor1d(scores.flat());
      const error = relativeError(actual, { shape: actual.shape, values: expected.flat() });
      assert(error <= TOLERANCE, `${kind}: relative error ${error}`);
    }
  });

  Deno.test(`t5/${name}: generate() writes transformers' greedy ids`, async () => {
    const kase = await load(name);
    for (const kind of ["plain", "prompted"] as const) {
      const ids = generate(answerer(kase, kind === "prompted"), examplesOf(kase), 6);
      assertEquals(ids, kase[kind].greedyIds.map(upToEnd));
    }
  });
}

/** New ids without the end token and what comes behind. */
function upToEnd(ids: number[]): number[] {
  const end = ids.indexOf(1);
  return end < 0 ? ids : ids.slice(0, end);
}

function answerer({ model, inputs }: T5Case, prompted: boolean): Answerer {
  const adapter: Adapter = prompted
    ? { method: prompt, config: {}, params: { prompt: toTensor(inputs.prompt) }, base: {} }
    : { method: full, config: {}, params: {}, base: {} };
  return {
    model,
    adapter,
    programs: {
      encode: compileEagerly(encodeProgram(model, adapter)),
      nextToken: compileEagerly(nextTokenProgram(model, adapter)),
      likelihood: compileEagerly(likelihoodProgram(model, adapter)),
    },
  };
}

function examplesOf({ inputs }: T5Case) {
  return inputs.inputIds.map((ids, row) => ({
    inputIds: ids.filter((_, i) => inputs.attentionMask[row]![i] === 1),
    targetIds: [],
    choiceIds: inputs.candidates[row]!,
  }));
}

/** Logits of a case with a patch. */
function logits(kase: T5Case, patch: Patch, padding = 0): tf.Tensor3D {
  const { inputIds, mask, decoderIds } = caseTensors(kase) as Record<string, tf.Tensor2D>;
  const { model } = kase;
  const padded = {
    inputIds: tf.pad(inputIds!, [[0, 0], [0, padding]], 9),
    mask: tf.pad(mask!, [[0, 0], [0, padding]]),
  };
  const memory = model.encode(model.target.base, padded, patch, {});
  return model.decode(model.target.base, memory, padded.mask, decoderIds!, patch, {});
}

Deno.test("t5 does not see padding, whatever tokens fill it", async () => {
  const kase = await load("v1_1");
  const patch = promptPatch(toTensor(kase.inputs.prompt));
  const plain = logits(kase, patch);
  const error = relativeError(logits(kase, patch, 5), {
    shape: plain.shape,
    values: [...plain.dataSync()],
  });
  assertLess(error, 1e-6);
});

Deno.test("t5 does not look ahead in the targets", async () => {
  const kase = await load("v1_0");
  const { base } = kase.model.target;
  const given = caseTensors(kase) as Record<string, tf.Tensor2D>;
  const inputs = { inputIds: given.inputIds!, mask: given.mask! };
  const memory = kase.model.encode(base, inputs, {}, {});
  const first = (last: number) => {
    const ids = tf.tensor2d([[0, 5, 6, last], [0, 7, 8, last]], undefined, "int32");
    const all = kase.model.decode(base, memory, inputs.mask, ids, {}, {});
    return tf.slice(all, [0, 0, 0], [-1, 3, -1]).dataSync();
  };
  assertEquals(first(9), first(10));
});

Deno.test("t5: a patch that changes nothing changes nothing", async () => {
  const kase = await load("v1_1");
  const nothing: Patch = {
    embeddings: (embeddings) => embeddings,
    input: (_site, input) => input,
    linear: (_site, _input, output) => output,
    keyValue: (_site, pair) => pair,
    sublayer: (_site, output) => output,
  };
  assertEquals(logits(kase, nothing).dataSync(), logits(kase, {}).dataSync());
});

for (const name of ["v1_0", "v1_1"]) {
  Deno.test(`t5/${name} visits each of its sites once and none besides`, async () => {
    const kase = await load(name);
    const sites = t5Sites(readT5Config(readJson(`t5/${name}/config.json`)));
    assertVisits(sites, 16, (patch) => void logits(kase, patch));
  });

  Deno.test(`t5/${name}: every weight is read and decides the loss`, async () => {
    const kase = await load(name);
    const { base } = kase.model.target;
    const shapes = weightShapes(readT5Config(readJson(`t5/${name}/config.json`)));
    assertEquals(Object.keys(base).toSorted(), Object.keys(shapes).toSorted());
    const names = Object.keys(base);
    const given = caseTensors(kase) as Record<string, tf.Tensor2D>;
    const inputs = { inputIds: given.inputIds!, mask: given.mask! };
    const energy = (...weights: tf.Tensor[]) => {
      const all = Object.fromEntries(names.map((name, i) => [name, weights[i]!]));
      const memory = kase.model.encode(all, inputs, {}, {});
      const out = kase.model.decode(all, memory, inputs.mask, given.decoderIds!, {}, {});
      return tf.sum(tf.square(out)) as tf.Scalar;
    };
    const gradients = tf.grads(energy)(names.map((name) => base[name]!));
    const idle = names.filter((_, i) => gradients[i]!.dataSync().every((it) => it === 0));
    assertEquals(idle, []);
  });
}

Deno.test("t5 names a weight that is missing, unknown or of another shape", async () => {
  const files = await open("v1_0");
  const name = "encoder.block.1.layer.1.DenseReluDense.wo.weight";
  const { [name]: shape, ...rest } = files.shapes;
  const load = (shapes: ModelFiles["shapes"]) => () => t5.load({ ...files, shapes });
  assertThrows(
    load(rest),
    TypeError,
    `Cannot load the model: tensor "${name}" is missing`,
  );
  assertThrows(load({ ...files.shapes, extra: [1] }), TypeError, 'no tensor "extra"');
  assertThrows(
    load({ ...rest, [name]: shape!.toReversed() }),
    TypeError,
    `tensor "${name}" must be [16, 28] by its config: file has [28, 16]`,
  );
  const { d_model: _, ...config } = files.config;
  assertThrows(
    () => t5.load({ ...files, config }),
    TypeError,
    'Cannot read config.json: no "d_model"',
  );
});

Deno.test("relativeBucket() puts distances where transformers puts them", () => {
  const { cases } = readJson("t5/relative_position_buckets.json");
  assert(cases.length > 1);
  for (const { bidirectional, numBuckets: count, maxDistance, positions, buckets } of cases) {
    const actual = positions.map((distance: number) =>
      relativeBucket(distance, { count, maxDistance, bidirectional })
    );
    assertEquals(actual, buckets);
  }
});
