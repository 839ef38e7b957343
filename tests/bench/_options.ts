/**
 * What a measurement is told; absent numbers and lists are the measurement's own.
 *
 * @module
 */
import type { Precision } from "../../src/engine/engine.ts";

/** The options as they were typed. */
export interface BenchOptions {
  readonly shapes?: readonly string[];
  readonly promptLengths?: readonly number[];
  readonly batches?: readonly number[];
  readonly contenders?: readonly string[];
  readonly rounds?: number;
  readonly precision?: Precision;
  readonly threads?: number;
}
