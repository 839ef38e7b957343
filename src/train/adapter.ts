/**
 * An adapter: what training changed, put on top of a frozen model.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { lookUp } from "../core/registry.ts";
import type { Rng } from "../core/rng.ts";
import type { Tensors } from "../engine/engine.ts";
import * as tf from "../engine/tf.ts";
import type { AnyMethod } from "../methods/method.ts";
import { METHODS } from "../methods/mod.ts";
import type { Model } from "../models/model.ts";
import { initHead } from "./head.ts";

/** The trained part of a model. */
export interface Adapter {
  readonly method: AnyMethod;
  /** Complete configuration of the method. */
  readonly config: object;
  /** Parameters of the method. */
  readonly params: Tensors;
  /**
   * Trained weights by Hugging Face name: the base weights that the method claims, which for most
   * are none, and the head of a classifier.
   */
  readonly base: Tensors;
  /** What the rows of a classifier's head stand for; absent where answers are written. */
  readonly classes?: readonly string[];
}

/** State names: a method's own parameters, and weights of the model that are trained. */
const OWN = "method/";
const BASE = "base/";

/** What a fresh adapter is made from. */
export interface AdapterContext {
  readonly rng: Rng;
  /** Token ids of a text without the end token. */
  encode(text: string): number[];
  /** Texts of the classes; for classifiers only. */
  readonly classes?: readonly string[];
}

/**
 * Makes a fresh adapter; the caller owns its tensors.
 *
 * @throws {UsageError} if the method objects to the model
 */
export function initAdapter(
  model: Model,
  methodName: string,
  methodConfig: object,
  context: AdapterContext,
): Adapter {
  const method = lookUp(METHODS as Readonly<Record<string, AnyMethod>>, methodName, "method");
  const config = { ...method.defaults, ...methodConfig };
  const objection = method.objection?.(model.target, config);
  if (objection !== undefined) {
    throw new UsageError(`Cannot adapt ${model.family} with "${methodName}": ${objection}`);
  }
  const base = Object.entries(model.target.base)
    .filter(([name]) => method.trainsBase?.(name, config))
    .map(([name, weight]) => [name, tf.keep(tf.clone(weight))] as const);
  const { classes } = context;
  const head = classes ? initHead(classes.length, model.target.dModel, context.rng) : {};
  return {
    method,
    config,
    params: method.init(model.target, config, context),
    base: { ...Object.fromEntries(base), ...head },
    ...given({ classes }),
  };
}

/** No adapter: the model as it is. */
export function noAdapter(): Adapter {
  return { method: METHODS.frozen, config: {}, params: {}, base: {} };
}

/** All tensors of an adapter under one roof: the state of a training program. */
export function adapterTensors({ params, base }: Adapter): Record<string, tf.Tensor> {
  const prefixed = (prefix: string, tensors: Tensors) =>
    Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]);
  return Object.fromEntries([...prefixed(OWN, params), ...prefixed(BASE, base)]);
}

/** The adapter of such tensors; inside a program or outside. */
export function adapterOf(like: Adapter, tensors: Tensors): Adapter {
  const under = (prefix: string) =>
    Object.fromEntries(
      Object.entries(tensors).filter(([name]) => name.startsWith(prefix))
        .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
    );
  return { ...like, params: under(OWN), base: under(BASE) };
}

/**
 * Folds an adapter into the least that gives the same outputs; the caller owns the new tensors, and
 * still owns the old ones.
 */
export function foldAdapter(adapter: Adapter): Adapter {
  const folded = adapter.method.fold?.(adapter.params, adapter.config);
  if (!folded) {
    return { ...adapter, params: cloneAll(adapter.params), base: cloneAll(adapter.base) };
  }
  const method = lookUp(METHODS as Readonly<Record<string, AnyMethod>>, folded.method, "method");
  const { config, params } = folded;
  return { ...adapter, method, config, params, base: cloneAll(adapter.base) };
}

/**
 * Learning rate of a tensor of {@linkcode adapterTensors}, as a multiple of the run's; 0: it is not
 * trained.
 */
export function rateOf({ method, config }: Adapter, name: string): number {
  if (!name.startsWith(OWN)) return 1;
  return method.rate?.(name.slice(OWN.length), config) ?? 1;
}

/** The tensors of an adapter that are trained. */
export function trainedTensors(adapter: Adapter): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(adapterTensors(adapter)).filter(([name]) => rateOf(adapter, name) !== 0),
  );
}

/** Numbers in tensors. */
export function countNumbers(tensors: Tensors): number {
  return Object.values(tensors).reduce((sum, { size }) => sum + size, 0);
}

/** Frees an adapter. */
export function disposeAdapter(adapter: Adapter): void {
  tf.dispose(Object.values(adapterTensors(adapter)));
}

/** Clones of tensors, which the caller owns. */
export function cloneAll(tensors: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, tf.keep(tf.clone(tensor))]),
  );
}
