/**
 * A method on T5 held against PEFT: logits, loss and gradients of a fixture.
 *
 * @module
 */
import { assert } from "@std/assert";
import type { Tensors } from "../../src/engine/engine.ts";
import * as tf from "../../src/engine/tf.ts";
import type { Inputs, Seq2SeqModel } from "../../src/models/model.ts";
import { crossEntropy } from "../../src/nn/loss.ts";
import type { Patch } from "../../src/sites.ts";
import { type readJson, relativeError, type Values } from "../models/_checkpoint.ts";

/** What is compared. */
export interface PeftCase {
  readonly fixture: ReturnType<typeof readJson>;
  readonly model: Seq2SeqModel;
  /** The parameters of the fixture under our names. */
  readonly params: Tensors;
  /** Our name of one of PEFT's parameters. */
  readonly ours: (name: string) => string;
  readonly patch: (params: Tensors) => Patch;
  /** PEFT's gradient of a parameter, in our shape. */
  readonly gradient: (name: string) => Values;
}

/** Asserts that logits, loss and gradients are PEFT's. */
export function assertEqualsPeft(
  { fixture, model, params, ours, patch, gradient }: PeftCase,
): void {
  const inputs: Inputs = {
    inputIds: tf.tensor2d(fixture.inputs.inputIds, undefined, "int32"),
    mask: tf.tensor2d(fixture.inputs.attentionMask, undefined, "float32"),
  };
  const labels: number[][] = fixture.inputs.labels;
  const shifted = labels.map((row) => [0, ...row.slice(0, -1).map((id) => Math.max(id, 0))]);
  const decoderIds = tf.tensor2d(shifted, undefined, "int32");
  const logits = (given: Tensors) => {
    const [base, hooks] = [model.target.base, patch(given)];
    const memory = model.encode(inputs, { base, patch: hooks, mode: {} });
    return model.decode(memory, inputs.mask, decoderIds, { base, patch: hooks, mode: {} });
  };
  assert(relativeError(logits(params), fixture.logits) < 1e-4);

  const names = Object.keys(fixture.gradients);
  const loss = (...values: tf.Tensor[]) => {
    const given = Object.fromEntries(names.map((name, i) => [ours(name), values[i]!]));
    const targets = tf.tensor2d(labels, undefined, "int32");
    return crossEntropy(logits({ ...params, ...given }), targets);
  };
  const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => params[ours(name)]!));
  assert(Math.abs(value.dataSync()[0]! / fixture.loss - 1) < 1e-5);
  for (const [i, name] of names.entries()) {
    assert(relativeError(grads[i]!, gradient(name)) < 1e-4, name);
  }
}
