/**
 * Inputs that come more than once: across splits, a score on them may be one of memory.
 *
 * @module
 */
import type { Split } from "../tasks/splits.ts";
import type { PreparedRow } from "./rows.ts";

/** What is said of inputs that come again, a sentence each. */
export function describeRepeats(rows: readonly PreparedRow[]): string[] {
  const inputs = Map.groupBy(rows, ({ split }) => split);
  const of = (split: Split) => inputs.get(split)?.map(({ input }) => input) ?? [];
  const across = (["train", "dev"] as const).flatMap((earlier) => {
    const seen = new Set(of(earlier));
    return (["dev", "test"] as const).filter((later) => later !== earlier).flatMap((later) => {
      const count = of(later).filter((input) => seen.has(input)).length;
      return count === 0 ? [] : [
        `Leakage: ${count} of ${
          of(later).length
        } rows of ${later} have an input that is also in ${earlier}`,
      ];
    });
  });
  const loose = inputs.get(undefined)?.filter(({ group }) => group === undefined) ?? [];
  const repeated = loose.length - new Set(loose.map(({ input }) => input)).size;
  if (repeated === 0) return across;
  return [
    ...across,
    `Leakage: inputs that come again may get into another split, ${repeated} of ${loose.length} rows: ` +
    "use the template of --input as --group to keep them together",
  ];
}
