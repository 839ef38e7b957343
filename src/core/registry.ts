/**
 * Look-up by name with a helpful answer when the name is unknown.
 *
 * @module
 */
import { closest, distance } from "fastest-levenshtein";
import { UsageError } from "./errors.ts";

/**
 * Finds `name` in a registry.
 *
 * @param kind what the registry holds, in the singular, for the error
 * @throws {UsageError} if the name is unknown; names the known ones and the nearest
 *
 * @example
 * ```ts
 * const method = lookUp(METHODS, "residual_prompt", "method");
 * ```
 */
export function lookUp<T>(registry: Readonly<Record<string, T>>, name: string, kind: string): T {
  if (Object.hasOwn(registry, name)) return registry[name]!;
  const known = Object.keys(registry);
  throw new UsageError(
    `Cannot find ${kind} "${name}": known are ${known.join(", ")}${didYouMean(name, known)}`,
  );
}

/**
 * Asks back where a name is nearly a known one, as the end of a sentence: a letter is wrong, or a few
 * of a longer name that begins alike, as slips of the finger rarely hit the first letter.
 */
export function didYouMean(name: string, known: readonly string[]): string {
  if (known.length === 0) return "";
  const nearest = closest(name, known);
  const most = nearest[0] === name[0] ? Math.max(2, name.length / 3) : 1;
  return distance(name, nearest) <= most ? `; did you mean "${nearest}"` : "";
}
