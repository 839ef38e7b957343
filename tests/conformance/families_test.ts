/**
 * What every model family must do, on its tiny model.
 *
 * @module
 */
import { assert, assertEquals, assertGreater, assertThrows } from "@std/assert";
import * as tf from "../../src/engine/tf.ts";
import { wasm } from "../../src/engine/wasm.ts";
import { estimateBytes, modelSizes } from "../../src/estimates/memory.ts";
import { FAMILIES } from "../../src/models/mod.ts";
import { runOperations } from "../../src/estimates/operations.ts";
import type { Patch } from "../../src/sites.ts";
import { fakeConfig } from "../lab/fake.ts";
import { openCheckpoint, readJson, relativeError, tinyCheckpoint } from "../models/_checkpoint.ts";
import { assertVisits } from "../models/_visits.ts";
import { type TinyModel, tinyModels } from "./_tiny_models.ts";

await wasm.start({});

/** Each linear map has a module of Hugging Face's, which is a weight of its shape and leads back. */
function namesItsMaps({ family, model: { target } }: TinyModel): void {
  const config = readJson(`${tinyCheckpoint(family.name)}/config.json`);
  const { shapes } = openCheckpoint(tinyCheckpoint(family.name));
  const maps = target.sites.filter(({ kind }) => kind === "linear");
  assertGreater(maps.length, 0);
  for (const { name, inputSize, outputSize } of maps) {
    const module = family.moduleOfSite(name, config)!;
    assertEquals(shapes[`${module}.weight`], [outputSize, inputSize], module);
    assertEquals(family.siteOfModule(module), name);
  }
  const [stack] = maps[0]!.name.split(".");
  assertEquals(family.moduleOfSite(`${stack}.0.attention.toString`, config), undefined);
  assertEquals(family.siteOfModule("lm_head"), undefined);
}

/** A pass comes by each site once, or twice where one stack reads and writes; and by none besides. */
function visitsItsSites({ model, logits }: TinyModel): void {
  const { target } = model;
  const times = model.kind === "seq2seq" && model.decoderOnly ? 2 : 1;
  const pass = (patch: Patch) => tf.tidy(() => void logits(target.base, patch, {}));
  assertVisits(target.sites, target.dModel, pass, times);
}

function countsItsWeights({ family, model: { target } }: TinyModel): void {
  const sizes = modelSizes(readJson(`${tinyCheckpoint(family.name)}/config.json`));
  const loaded = Object.values(target.base).reduce((sum, { size }) => sum + size, 0);
  assertEquals(sizes.weights, loaded);
  assertEquals([sizes.vocab, sizes.dModel], target.vocabEmbeddings.shape);
}

/** What a run needs is known before the model is loaded. */
function isPlanned({ family }: TinyModel): void {
  const sizes = modelSizes(readJson(`${tinyCheckpoint(family.name)}/config.json`));
  const config = { ...fakeConfig({ method: "prompt" }), seed: 0 };
  const full = { ...config, method: "full" };
  assertGreater(estimateBytes(config, sizes, true), 4 * sizes.weights);
  assertGreater(estimateBytes(full, sizes, true), estimateBytes(config, sizes, true));
  assertGreater(runOperations(full, sizes), runOperations(config, sizes));
  assertGreater(runOperations(config, sizes), 0);
}

function namesWhatIsWrong({ family }: TinyModel): void {
  const files = openCheckpoint(tinyCheckpoint(family.name));
  const load = (shapes: typeof files.shapes) => () => family.load({ ...files, shapes });
  const [site] = Object.keys(files.shapes).filter((name) => /\.0\..*\.weight$/.test(name));
  const { [site!]: shape, ...rest } = files.shapes;
  assertThrows(load(rest), TypeError, "is missing");
  assertThrows(load({ ...rest, [site!]: [...shape!, 1] }), TypeError, `tensor "${site}" must be`);
  assertThrows(load({ ...files.shapes, extra: [1] }), TypeError, '"extra"');
}

/** A prompt that is one for all, or one for each, does the same. */
function takesAPrompt({ model: { target }, logits }: TinyModel): void {
  const prompt = tf.slice(target.vocabEmbeddings, [20, 0], [3, target.dModel]);
  const one = tf.expandDims(prompt, 0) as tf.Tensor3D;
  const plain = logits(target.base, {}, {});
  const shared = logits(target.base, { prompt: () => one }, {});
  const each = logits(target.base, { prompt: () => tf.tile(one, [2, 1, 1]) }, {});
  const values = [...shared.dataSync()];
  assertEquals(relativeError(each, { shape: shared.shape, values }), 0);
  assert(relativeError(plain, { shape: shared.shape, values }) > 0.01, "the prompt has no effect");
}

for (const tiny of await tinyModels()) {
  const { name } = tiny.family;
  Deno.test(`family ${name} names its linear maps as Hugging Face does`, () => namesItsMaps(tiny));
  Deno.test(`family ${name} visits each of its sites`, () => visitsItsSites(tiny));
  Deno.test(`family ${name} counts its weights`, () => countsItsWeights(tiny));
  Deno.test(`family ${name} is planned from its config.json`, () => isPlanned(tiny));
  Deno.test(`family ${name} names what is wrong with a checkpoint`, () => namesWhatIsWrong(tiny));
  Deno.test(`family ${name} takes a prompt for all and for each`, () =>
    tf.tidy(() => takesAPrompt(tiny)));
}

Deno.test("FAMILIES lists every folder of src/models under its own name", () => {
  for (const [name, family] of Object.entries(FAMILIES)) assertEquals(family.name, name);
  const folders = [...Deno.readDirSync(new URL("../../src/models/", import.meta.url))]
    .filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
  assertEquals(folders.toSorted(), Object.keys(FAMILIES).toSorted());
});
