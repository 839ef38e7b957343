/**
 * Finished runs are kept whatever engine made them: whoever names an engine is told so.
 *
 * @module
 */
import type { RunRecord } from "./run.ts";

/**
 * The sentence about runs that the named engine did not make; undefined where there are none.
 *
 * @param engine name of an engine; `auto` takes what is there
 */
export function otherEnginesNotice(
  records: readonly RunRecord[],
  engine: string,
): string | undefined {
  if (engine === "auto") return undefined;
  const others = records.filter((record) => engineOf(record) !== engine).length;
  if (others === 0) return undefined;
  return `${others} finished runs were made with an engine other than "${engine}" and are kept; ` +
    "to make them again, choose another results folder";
}

function engineOf({ provenance }: RunRecord): string | undefined {
  return (provenance.engine as { engine?: string } | null)?.engine;
}
