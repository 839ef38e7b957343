/**
 * A tiny model of the fixtures that writes, a T5 or a Llama, and all that transformers computed with
 * it, computed by an engine.
 *
 * @module
 */
import { assert } from "@std/assert";
import type { Program, Session, Tensors } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";
import { familyOf } from "../../src/models/mod.ts";
import type { Inputs, ModelFiles, Seq2SeqModel } from "../../src/models/model.ts";
import { crossEntropy } from "../../src/nn/loss.ts";
import type { Patch } from "../../src/sites.ts";
import { openCheckpoint, readJson, relativeError, toTensor, type Values } from "./_checkpoint.ts";

/**
 * Largest error allowed, relative to the largest element.
 *
 * PyTorch's own float32 answer is up to 4e-6 away from the same computation in float64
 * (`float64Deviation` in the fixtures): another order of summation cannot do better, and whatever is
 * wrong is far above.
 */
export const TOLERANCE = 1e-5;

/** What `expected.json` says, with and without the prompt. */
interface Answers {
  /** Of a model with an encoder. */
  readonly encoderOutput?: Values;
  readonly logits: Values;
  readonly loss: number;
  readonly candidateLogLikelihoods: number[][];
  readonly greedyIds: number[][];
  /** The same with these end tokens; of decoder-only models. */
  readonly severalEnds?: { readonly endIds: number[]; readonly greedyIds: number[][] };
  readonly gradients?: Readonly<Record<string, Values>>;
}

/** A case of the fixtures. */
export interface WriterCase {
  readonly model: Seq2SeqModel;
  readonly plain: Answers;
  readonly prompted: Answers;
  readonly inputs: {
    readonly inputIds: number[][];
    readonly attentionMask: number[][];
    readonly labels: number[][];
    readonly prompt: Values;
    readonly candidates: number[][][];
  };
}

/**
 * Loads a case.
 *
 * @param folder such as `t5/v1_0`
 * @param files its checkpoint, if it is more than one file of float32
 */
export async function loadCase(
  folder: string,
  files: ModelFiles = openCheckpoint(folder),
): Promise<WriterCase> {
  const model = await familyOf(files.config).load(files) as Seq2SeqModel;
  return { model, ...readJson(`${folder}/expected.json`) };
}

/** The tensors of a case: what its programs take. */
export function caseTensors({ model, inputs }: WriterCase): Record<string, tf.Tensor> {
  const int32 = (rows: number[][]) => tf.tensor2d(rows, undefined, "int32");
  // the labels shifted right behind the start token
  const decoderIds = inputs.labels.map((row) => [
    model.decoderStart,
    ...row.slice(0, -1).map((id) => Math.max(id, 0)),
  ]);
  return {
    inputIds: int32(inputs.inputIds),
    mask: tf.tensor2d(inputs.attentionMask, undefined, "float32"),
    decoderIds: int32(decoderIds),
    targetIds: int32(inputs.labels),
    prompt: toTensor(inputs.prompt),
  };
}

/** A prompt in front of every example. */
export function promptPatch(prompt: tf.Tensor): Patch {
  return { prompt: () => tf.expandDims(prompt, 0) };
}

/** Logits of a case with a patch. */
export function caseLogits(kase: WriterCase, patch: Patch, padding = 0): tf.Tensor3D {
  const { inputIds, mask, decoderIds } = caseTensors(kase) as Record<string, tf.Tensor2D>;
  const { model } = kase;
  const padded = {
    inputIds: tf.pad(inputIds!, [[0, 0], [0, padding]], 9),
    mask: tf.pad(mask!, [[0, 0], [0, padding]]),
  };
  const pass = { base: model.target.base, patch, mode: {} };
  return model.decode(model.encode(padded, pass), padded.mask, decoderIds!, pass);
}

function lossOf(model: Seq2SeqModel, base: Tensors, patch: Patch, given: Tensors) {
  const pass = { base, patch, mode: {} };
  const memory = model.encode(given as unknown as Inputs, pass);
  const mask = given.mask as tf.Tensor2D;
  const logits = model.decode(memory, mask, given.decoderIds as tf.Tensor2D, pass);
  return { memory, logits, loss: crossEntropy(logits, given.targetIds as tf.Tensor2D) };
}

/** Hidden states, logits and loss; with the prompt, the gradients that the fixture has as well. */
function caseProgram({ model, prompted }: WriterCase, withPrompt: boolean): Program {
  const { base } = model.target;
  const names = Object.keys(prompted.gradients!).filter((name) => name !== "prompt");
  return (_state, given) => {
    if (!withPrompt) return { state: {}, outputs: lossOf(model, base, {}, given) };
    const ofTrained = (prompt: tf.Tensor, ...weights: tf.Tensor[]) => {
      const trained = Object.fromEntries(names.map((name, i) => [name, weights[i]!]));
      return lossOf(model, { ...base, ...trained }, promptPatch(prompt), given).loss;
    };
    const gradients = tf.grads(ofTrained as (...xs: tf.Tensor[]) => tf.Scalar)(
      [given.prompt!, ...names.map((name) => base[name]!)],
    );
    const named = ["prompt", ...names].map((name, i) => [`gradient ${name}`, gradients[i]!]);
    const forward = lossOf(model, base, promptPatch(given.prompt!), given);
    return { state: {}, outputs: { ...forward, ...Object.fromEntries(named) } };
  };
}

function assertClose(actual: tf.Tensor, expected: Values, what: string): void {
  const error = relativeError(actual, expected);
  assert(error <= TOLERANCE, `${what}: relative error ${error}`);
}

/** Holds what the engine computes against what transformers computed. */
export function checkCase(session: Session, kase: WriterCase): void {
  const given = caseTensors(kase);
  for (const kind of ["plain", "prompted"] as const) {
    const expected = kase[kind];
    const compiled = session.compile(kind, caseProgram(kase, kind === "prompted"));
    const { outputs } = compiled.run({}, given);
    if (expected.encoderOutput) {
      assertClose(outputs.memory!, expected.encoderOutput, `${kind} encoder output`);
    }
    assertClose(outputs.logits!, expected.logits, `${kind} logits`);
    assertClose(outputs.loss!, { shape: [], values: [expected.loss] }, `${kind} loss`);
    for (const [name, gradient] of Object.entries(expected.gradients ?? {})) {
      assertClose(outputs[`gradient ${name}`]!, gradient, `gradient of ${name}`);
    }
    tf.dispose(Object.values(outputs));
    compiled.dispose();
  }
  tf.dispose(Object.values(given));
}
