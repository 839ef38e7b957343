/**
 * What numpy and PEFT find in the adapters of the fixtures.
 *
 * @module
 */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { join } from "node:path";
import { ROOT } from "../../src/core/paths.ts";
import type { Neighbour } from "../../src/inspect/nearest.ts";

const FIXTURES = join(ROOT, "tests/fixtures");

/** The content of `tests/fixtures/inspect/expected.json`. */
export const EXPECTED = JSON.parse(
  Deno.readTextFileSync(join(FIXTURES, "inspect/expected.json")),
);

/** The folder of an adapter that PEFT wrote. */
export function peftFolder(name: string): string {
  return join(FIXTURES, "peft", name);
}

/** The folder of a tiny checkpoint, without a tokenizer. */
export function checkpointFolder(name: string): string {
  return join(FIXTURES, "models", name);
}

/** Float32 numbers with float64 sums beside float64 throughout: they agree to nine digits or so. */
const TOLERANCE = 1e-8;

/** Checks a number of ours against one of numpy. */
export function assertNear(actual: number | null | undefined, expected: number): void {
  assertAlmostEquals(actual!, expected, TOLERANCE * Math.max(1, Math.abs(expected)));
}

/** Checks nearest tokens, of one row each. */
export function assertNearest(
  actual: readonly (readonly Neighbour[])[],
  expected: { readonly ids: number[][]; readonly cosines: number[][] },
): void {
  assertEquals(actual.map((row) => row.map(({ id }) => id)), expected.ids);
  actual.flat().forEach(({ cosine }, i) => assertNear(cosine, expected.cosines.flat()[i]!));
}
