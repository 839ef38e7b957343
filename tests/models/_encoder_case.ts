/**
 * A tiny encoder of the fixtures, and all that transformers computed with it, computed by an engine.
 *
 * @module
 */
import { assert, assertGreater } from "@std/assert";
import type { Program, Session, Tensors } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";
import type { BertConfig } from "../../src/models/bert/config.ts";
import { encode } from "../../src/models/bert/encoder.ts";
import { FAMILIES } from "../../src/models/mod.ts";
import type { ClassifierModel, Family, Inputs } from "../../src/models/model.ts";
import { crossEntropy } from "../../src/nn/loss.ts";
import type { Patch } from "../../src/sites.ts";
import {
  openCheckpoint,
  readJson,
  relativeError,
  tinyCheckpoint,
  toTensor,
  type Values,
} from "./_checkpoint.ts";

/** Largest error allowed, relative to the largest element; PyTorch's own is up to 3e-6. */
const TOLERANCE = 1e-5;

/** Families with a fixture of classes. */
export const ENCODERS: readonly Family[] = Object.values(FAMILIES)
  .filter(({ name }) => "clsLogits" in readJson(`${tinyCheckpoint(name)}/expected.json`).plain);

/** The texts of a fixture. */
interface FixtureTexts {
  readonly inputIds: number[][];
  readonly attentionMask: number[][];
  readonly tokenTypeIds?: number[][];
}

/** The inputs of a fixture. */
interface FixtureInputs extends FixtureTexts {
  readonly labels: number[];
  readonly prompt: Values;
}

/** What `expected.json` says, with and without the prompt. */
interface Answers {
  readonly lastHiddenState: Values;
  readonly clsLogits: Values;
  readonly clsLoss: number;
  readonly clsGradients?: Readonly<Record<string, Values>>;
}

/** A case of the fixtures. */
interface Expected {
  readonly plain: Answers;
  readonly prompted: Answers;
  readonly inputs: FixtureInputs;
}

/** The tensors of a batch. */
export function inputsOf({ inputIds, attentionMask, tokenTypeIds }: FixtureTexts): Inputs {
  const int32 = (rows: number[][]) => tf.tensor2d(rows, undefined, "int32");
  return {
    inputIds: int32(inputIds),
    mask: tf.tensor2d(attentionMask, undefined, "float32"),
    ...(tokenTypeIds ? { segmentIds: int32(tokenTypeIds) } : {}),
  };
}

/** A prompt for every example. */
export function promptPatch(prompt: tf.Tensor): Patch {
  return { prompt: () => tf.expandDims(prompt, 0) };
}

function assertClose(actual: tf.Tensor, expected: Values, what: string): void {
  const error = relativeError(actual, expected);
  assert(error <= TOLERANCE, `${what}: relative error ${error}`);
}

/** Holds the hidden states of a checkpoint, whatever it calls its weights, against transformers'. */
export async function checkHiddenStates(
  family: Family,
  folder: string,
  readConfig: (json: Readonly<Record<string, unknown>>) => BertConfig,
): Promise<void> {
  const files = openCheckpoint(`${family.name}/${folder}`);
  const { inputs, plain, prompted }: Expected = readJson(`${family.name}/${folder}/expected.json`);
  const { target: { base } } = await family.load(files);
  const config = readConfig(files.config);
  const run = (patch: Patch) => encode(inputsOf(inputs), { config, base, patch, mode: {} });
  assertClose(run({}), plain.lastHiddenState, "plain");
  assertClose(run(promptPatch(toTensor(inputs.prompt))), prompted.lastHiddenState, "prompted");
}

/** Our name of the head's weights, which no checkpoint of ours has. */
const HEAD = /^classifier\.(?:out_proj\.)?(weight|bias)$/;

/** Our name of a weight of the fixture. */
function oursOf(name: string, prefix: string): string {
  return name.replace(HEAD, "classifier.$1").replace(`${prefix}.`, "");
}

/** Loads the case of a family in which there are classes: its model, and the head of the file. */
async function loadCase({ name, load }: Family) {
  const files = openCheckpoint(tinyCheckpoint(name));
  const head: Record<string, tf.Tensor> = {};
  for (const theirs of Object.keys(files.shapes)) {
    if (HEAD.test(theirs)) head[oursOf(theirs, name)] = await files.load(theirs);
  }
  const expected: Expected = readJson(`${tinyCheckpoint(name)}/expected.json`);
  return { model: await load(files) as ClassifierModel, head, expected };
}

/** Logits; with the prompt, the gradients that the fixture has as well, by its names. */
function caseProgram(model: ClassifierModel, head: Tensors, names: readonly string[]): Program {
  const all: Tensors = { ...model.target.base, ...head };
  return (_state, { labels, prompt, ...given }) => {
    const inputs = given as unknown as Inputs;
    const logitsOf = (trained: Tensors) => {
      const patch = trained.prompt ? promptPatch(trained.prompt) : {};
      const weights = { ...all, ...trained };
      return model.classify(weights, inputs, { base: weights, patch, mode: {} });
    };
    if (names.length === 0) return { state: {}, outputs: { logits: logitsOf({}) } };
    const ours = names.map((name) => oursOf(name, model.family));
    const start = ours.map((name) => name === "prompt" ? prompt! : all[name]!);
    const named = (values: readonly tf.Tensor[]) =>
      Object.fromEntries(ours.map((name, i) => [name, values[i]!]));
    const loss = (...values: tf.Tensor[]) =>
      crossEntropy(tf.expandDims(logitsOf(named(values)), 1), tf.expandDims(labels!, 1));
    const { value, grads } = tf.valueAndGrads(loss)(start);
    return {
      state: {},
      outputs: {
        logits: logitsOf({ prompt: prompt! }),
        loss: value,
        ...Object.fromEntries(names.map((name, i) => [`gradient ${name}`, grads[i]!])),
      },
    };
  };
}

/** Holds logits and gradients that the engine computes against what transformers computed. */
export async function checkCase(session: Session, family: Family): Promise<void> {
  const { model, head, expected: { inputs, plain, prompted } } = await loadCase(family);
  const given = {
    ...inputsOf(inputs),
    labels: tf.tensor1d(inputs.labels, "int32"),
    prompt: toTensor(inputs.prompt),
  };
  const run = (names: readonly string[]) => {
    const compiled = session.compile("case", caseProgram(model, head, names));
    const { outputs } = compiled.run({}, given);
    compiled.dispose();
    return outputs;
  };
  assertClose(run([]).logits!, plain.clsLogits, "plain logits");
  const wanted = prompted.clsGradients!;
  assertGreater(Object.keys(wanted).length, 8);
  const outputs = run(Object.keys(wanted));
  assertClose(outputs.logits!, prompted.clsLogits, "prompted logits");
  assertClose(outputs.loss!, { shape: [], values: [prompted.clsLoss] }, "loss");
  for (const [name, gradient] of Object.entries(wanted)) {
    assertClose(outputs[`gradient ${name}`]!, gradient, `gradient of ${name}`);
  }
}
