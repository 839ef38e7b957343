/** Models that write against transformers; see tests/fixtures/models. */
import { assert, assertEquals, assertLess } from "@std/assert";
import { fileURLToPath } from "node:url";
import { compileEagerly } from "../../src/engine/eager.ts";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { openCheckpoint } from "../../src/hub/checkpoint.ts";
import { full } from "../../src/methods/full.ts";
import { prompt } from "../../src/methods/prompt.ts";
import type { ModelFiles } from "../../src/models/model.ts";
import type { Patch } from "../../src/sites.ts";
import type { Adapter } from "../../src/train/adapter.ts";
import { type Answerer, generating, scoringChoices } from "../../src/train/answers.ts";
import { encodeProgram, likelihoodProgram, nextTokenProgram } from "../../src/train/programs.ts";
import { finish } from "../../src/train/stepwise.ts";
import { readJson, relativeError, toTensor } from "./_checkpoint.ts";
import {
  caseLogits,
  caseTensors,
  checkCase,
  loadCase,
  promptPatch,
  TOLERANCE,
  type WriterCase,
} from "./_writer_case.ts";

const CASES = ["t5", "llama"].flatMap((family) =>
  [...Deno.readDirSync(new URL(`../fixtures/models/${family}`, import.meta.url))]
    .filter(({ isDirectory }) => isDirectory).map(({ name }) => `${family}/${name}`).toSorted()
);

const session = await wasm.start({});

/** Opens a checkpoint as the trainer does, so that 16-bit and sharded files are read too. */
async function open(folder: string): Promise<ModelFiles> {
  const checkpoint = await openCheckpoint(
    fileURLToPath(new URL(`../fixtures/models/${folder}`, import.meta.url)),
  );
  return {
    ...checkpoint,
    load: (name) =>
      session.place(checkpoint.shapes[name]!, (values) => checkpoint.fill(name, values)),
  };
}

const load = async (folder: string) => await loadCase(folder, await open(folder));

Deno.test("the tolerance is above float32's own error, and not far above", () => {
  const deviations = CASES.flatMap((name) =>
    Object.values(readJson(`${name}/expected.json`).float64Deviation as Record<string, number>)
  );
  const largest = Math.max(...deviations);
  assert(CASES.length >= 11 && largest < TOLERANCE && TOLERANCE < 5 * largest, `${largest}`);
});

for (const name of CASES) {
  Deno.test(`${name}: states, logits, loss and gradients equal transformers'`, async () => {
    checkCase(session, await load(name));
  });

  Deno.test(`${name}: scoringChoices() gives transformers' log-likelihoods`, async () => {
    const kase = await load(name);
    for (const kind of ["plain", "prompted"] as const) {
      const expected = kase[kind].candidateLogLikelihoods;
      const scores = finish(scoringChoices(answerer(kase, kind === "prompted"), examplesOf(kase)));
      assertEquals(scores.map((row) => row.length), expected.map((row) => row.length));
      const actual = tf.tensor1d(scores.flat());
      const error = relativeError(actual, { shape: actual.shape, values: expected.flat() });
      assert(error <= TOLERANCE, `${kind}: relative error ${error}`);
    }
  });

  Deno.test(`${name}: generating() writes transformers' greedy ids`, async () => {
    const kase = await load(name);
    for (const kind of ["plain", "prompted"] as const) {
      const ids = finish(generating(answerer(kase, kind === "prompted"), examplesOf(kase), 6));
      assertEquals(ids, kase[kind].greedyIds.map((row) => upTo(row, kase.model.tokens.end)));
    }
  });
}

for (const name of CASES.filter((name) => name.startsWith("llama/"))) {
  Deno.test(`${name}: generating() stops at each of several end tokens, as transformers does`, async () => {
    const kase = await load(name);
    for (const kind of ["plain", "prompted"] as const) {
      const { endIds, greedyIds } = kase[kind].severalEnds!;
      assert(
        greedyIds.some((row) => row.length < kase[kind].greedyIds[0]!.length),
        "none ends early",
      );
      const { model, ...rest } = answerer(kase, kind === "prompted");
      const stopping = { ...model, tokens: { ...model.tokens, stops: endIds } };
      const ids = finish(generating({ ...rest, model: stopping }, examplesOf(kase), 6));
      assertEquals(ids, greedyIds.map((row) => row.filter((id) => !endIds.includes(id))));
    }
  });
}

/** New ids without the end token and what comes behind. */
function upTo(ids: number[], endId: number): number[] {
  const end = ids.indexOf(endId);
  return end < 0 ? ids : ids.slice(0, end);
}

function answerer({ model, inputs }: WriterCase, prompted: boolean): Answerer {
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

function examplesOf({ inputs }: WriterCase) {
  return inputs.inputIds.map((ids, row) => ({
    inputIds: ids.filter((_, i) => inputs.attentionMask[row]![i] === 1),
    targetIds: [],
    choiceIds: inputs.candidates[row]!,
  }));
}

for (const name of ["t5/v1_0", "t5/v1_1", "llama/llama3", "llama/qwen3"]) {
  Deno.test(`${name} does not see padding, whatever tokens fill it`, async () => {
    const kase = await loadCase(name);
    const patch = promptPatch(toTensor(kase.inputs.prompt));
    const plain = caseLogits(kase, patch);
    const error = relativeError(caseLogits(kase, patch, 5), {
      shape: plain.shape,
      values: [...plain.dataSync()],
    });
    assertLess(error, 1e-6);
  });

  Deno.test(`${name} does not look ahead in the targets`, async () => {
    const kase = await loadCase(name);
    const { base } = kase.model.target;
    const given = caseTensors(kase) as Record<string, tf.Tensor2D>;
    const inputs = { inputIds: given.inputIds!, mask: given.mask! };
    const pass = { base, patch: {}, mode: {} };
    const memory = kase.model.encode(inputs, pass);
    const first = (last: number) => {
      const ids = tf.tensor2d([[0, 5, 6, last], [0, 7, 8, last]], undefined, "int32");
      const all = kase.model.decode(memory, inputs.mask, ids, pass);
      return tf.slice(all, [0, 0, 0], [-1, 3, -1]).dataSync();
    };
    assertEquals(first(9), first(10));
  });

  Deno.test(`${name}: a patch that changes nothing changes nothing`, async () => {
    const kase = await loadCase(name);
    const nothing: Patch = {
      embeddings: (embeddings) => embeddings,
      input: (_site, input) => input,
      linear: (_site, _input, output) => output,
      keyValue: (_site, pair) => pair,
      sublayer: (_site, output) => output,
    };
    assertEquals(caseLogits(kase, nothing).dataSync(), caseLogits(kase, {}).dataSync());
  });

  Deno.test(`${name}: every weight is read and decides the loss`, async () => {
    const kase = await loadCase(name);
    const { base } = kase.model.target;
    const names = Object.keys(base);
    const given = caseTensors(kase) as Record<string, tf.Tensor2D>;
    const inputs = { inputIds: given.inputIds!, mask: given.mask! };
    const energy = (...weights: tf.Tensor[]) => {
      const all = Object.fromEntries(names.map((name, i) => [name, weights[i]!]));
      const pass = { base: all, patch: {}, mode: {} };
      const memory = kase.model.encode(inputs, pass);
      const out = kase.model.decode(memory, inputs.mask, given.decoderIds!, pass);
      return tf.sum(tf.square(out)) as tf.Scalar;
    };
    const gradients = tf.grads(energy)(names.map((name) => base[name]!));
    const idle = names.filter((_, i) => gradients[i]!.dataSync().every((it) => it === 0));
    assertEquals(idle, []);
  });
}
