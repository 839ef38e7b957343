/**
 * What a parameter-efficient method is: its parameters, its patch and its fold.
 *
 * @module
 */
import type { Rng } from "../core/rng.ts";
import type { Tensors } from "../engine/engine.ts";
import type { Mode, Patch, Target } from "../sites.ts";

/** What a method may use to make its first parameters. */
export interface InitContext {
  readonly rng: Rng;
  /** Token ids of a text, without the end token; for prompts that start from words. */
  encode(text: string): number[];
}

/** One method; one file of this folder each, listed in `mod.ts`. */
export interface Method<Config extends object> {
  /** `snake_case`, the same in file name, JSON, tables and notebooks. */
  readonly name: string;
  /** Shown in tables and charts. */
  readonly title: string;
  /** Raised whenever a change may move a score. */
  readonly version: number;
  /** Paper and section. */
  readonly source: string;
  readonly defaults: Config;
  /** Learning rate where neither an experiment nor the user tells one; absent: a guess, and said. */
  readonly learningRate?: number;
  /** Why this model or configuration cannot be adapted, as the end of a sentence; absent if it can. */
  objection?(target: Target, config: Config): string | undefined;
  /** Fresh parameters; the caller owns them. */
  init(target: Target, config: Config, context: InitContext): Tensors;
  /** The patch of a forward pass; called inside the program. */
  patch(params: Tensors, config: Config, mode: Mode): Patch;
  /** Whether the base weight of this Hugging Face name is trained as well. */
  trainsBase?(name: string, config: Config): boolean;
  /**
   * Learning rate of a parameter of its own, as a multiple of the run's; 0 leaves it as it was drawn.
   * Absent: 1 for all.
   */
  rate?(name: string, config: Config): number;
  /**
   * The least that gives the same outputs at inference, as an adapter of the method that it names;
   * the caller owns its tensors. Absent: the parameters themselves are kept.
   */
  fold?(params: Tensors, config: Config): { method: string; config: object; params: Tensors };
  /** Parameters of its own that are trained; those of `trainsBase` come on top. */
  countParameters(target: Target, config: Config): number;
}

/** A method whose configuration type was checked where it was written. */
// deno-lint-ignore no-explicit-any
export type AnyMethod = Method<any>;

/** Checks `Config` where the method is written. */
export function defineMethod<Config extends object>(method: Method<Config>): Method<Config> {
  return method;
}
