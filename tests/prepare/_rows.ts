/**
 * Prepared rows for tests.
 *
 * @module
 */
import type { PreparedRow } from "../../src/prepare/rows.ts";
import type { Split } from "../../src/tasks/splits.ts";

/** Rows with inputs that differ. */
export function rows(split: Split | undefined, count: number): PreparedRow[] {
  return Array.from({ length: count }, (_, i) => ({
    input: `${split} ${i}`,
    target: i % 2 ? "a" : "b",
    ...(split && { split }),
  }));
}
