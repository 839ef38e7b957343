/**
 * Names for the values of a column, as integers stand for classes.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { parseTemplate, type Template } from "./template.ts";

/** What is written for each value; a name may itself have columns, as the answers of a question are. */
export type Labels = ReadonlyMap<string, Template>;

/**
 * Reads `negative,positive`, the names of 0 and 1, or `0=negative,4=positive`.
 *
 * @throws {UsageError} if some have a value and others do not, or a value comes twice
 *
 * @example
 * ```ts
 * parseLabels("{sol1},{sol2}").get("1"); // the template {sol2}
 * ```
 */
export function parseLabels(text: string): Labels {
  const parts = text.split(",").map((part) => part.trim());
  const named = parts.filter((part) => /^[^{}]+=/.test(part)).length;
  if (parts.includes("") || (named > 0 && named < parts.length)) {
    throw new UsageError(
      `Cannot use --labels as it must be negative,positive or 0=negative,1=positive: ` +
        `current value is "${text}"`,
    );
  }
  const pairs = parts.map((part, i) => named > 0 ? split(part) : [String(i), part] as const);
  const labels = new Map(pairs.map(([value, name]) => [value, parseTemplate(name)]));
  if (labels.size === pairs.length) return labels;
  throw new UsageError(`Cannot use --labels as a value must come once: current value is "${text}"`);
}

function split(part: string): readonly [value: string, name: string] {
  const at = part.indexOf("=");
  return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
}

/** Whether names depend on the row. */
export function dependOnRow(labels: Labels): boolean {
  return [...labels.values()].some(({ paths }) => paths.length > 0);
}
