/**
 * What is measured: one training step of prompt tuning on a T5 of a size.
 *
 * @module
 */

import type { Precision } from "../../src/engine/engine.ts";

/** One entry of `shapes.json`, which the peer reads too. */
export interface Shape {
  readonly about: string;
  /** Threads of each contender; null: one for each core. */
  readonly threads: number | null;
  /** Sizes as in a Hugging Face `config.json`. */
  readonly config: Readonly<Record<string, number>>;
  /** Examples of a batch unless the command says otherwise. */
  readonly batch: number;
  readonly length: number;
  readonly targetLength: number;
  /** Who is measured unless the command says otherwise. */
  readonly contenders: readonly string[];
}

/** All shapes by name. */
export const SHAPES: Readonly<Record<string, Shape>> = JSON.parse(
  Deno.readTextFileSync(new URL("shapes.json", import.meta.url)),
);

/** What all contenders of a comparison compute on. */
export type Device = "cpu" | "cuda";

/** What a worker is told in its arguments. */
export interface Job {
  readonly device: Device;
  readonly shape: string;
  readonly promptLength: number;
  readonly threads: number;
  /** Examples of a batch. */
  readonly batch: number;
  /** How the frozen matrices are held. */
  readonly precision: Precision;
}

/** What a worker prints after its first step. */
export interface Ready {
  /** Engine or library, with versions. */
  readonly versions: Readonly<Record<string, string>>;
  /** What computes, in the words of engine or library. */
  readonly device: string;
  /** See `_product_bits.ts`. */
  readonly productBits: number;
  /**
   * Time of the process to the end of its first step, without that in which it waits for others;
   * compilation included, but the engine xla loads a program that this machine compiled before.
   */
  readonly firstStepSeconds: number;
}

/** What a worker prints after a turn. */
export interface Turn {
  /** Wall time of each step. */
  readonly milliseconds: readonly number[];
  /** Time of all cores, per step: what another process on the machine changes least. */
  readonly cpuMilliseconds: number;
  /** Most memory that the process has ever held. */
  readonly peakBytes: number;
  /** Most memory of a GPU that it has ever held; null on a CPU, or where the engine cannot tell. */
  readonly peakDeviceBytes: number | null;
  readonly loss: number;
}
