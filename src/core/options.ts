/**
 * Options of functions that notebooks call: a cell runs without a check of types, so that a name with a slip
 * would go unnoticed.
 *
 * @module
 */
import { UsageError } from "./errors.ts";
import { didYouMean } from "./registry.ts";

/** What the value of an option must be. */
export interface Kind {
  /** As an error says it: `a string`. */
  readonly text: string;
  /** Whether the option cannot be left out; absent: it can. */
  readonly required?: true;
  fits(value: unknown): boolean;
}

/** A kind for each option of a function; those that its type requires are required here. */
export type OptionKinds<O> = {
  readonly [K in keyof O]-?: Pick<O, never> extends Pick<O, K> ? Kind
    : Kind & { readonly required: true };
};

export const STRING: Kind = { text: "a string", fits: (value) => typeof value === "string" };
export const NUMBER: Kind = { text: "a number", fits: (value) => typeof value === "number" };
export const BOOLEAN: Kind = { text: "true or false", fits: (value) => typeof value === "boolean" };
export const LIST: Kind = { text: "a list", fits: Array.isArray };
export const STRINGS: Kind = { text: "a list of strings", fits: (value) => areAll(value, STRING) };
export const NUMBERS: Kind = { text: "a list of numbers", fits: (value) => areAll(value, NUMBER) };
export const COUNT: Kind = {
  text: "an integer >= 1",
  fits: (value) => Number.isSafeInteger(value) && value as number >= 1,
};
export const NULL: Kind = { text: "null", fits: (value) => value === null };
export const FUNCTION: Kind = { text: "a function", fits: (value) => typeof value === "function" };
export const OBJECT: Kind = {
  text: "an object",
  fits: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};

function areAll(value: unknown, kind: Kind): boolean {
  return Array.isArray(value) && value.every((item) => kind.fits(item));
}

/** One of some words. */
export function oneOf(words: readonly string[]): Kind {
  return { text: `one of ${words.join(", ")}`, fits: (value) => words.includes(value as string) };
}

/** Any of several kinds. */
export function either(...kinds: readonly Kind[]): Kind {
  const text = kinds.map(({ text }) => text).join(" or ");
  return { text, fits: (value) => kinds.some((kind) => kind.fits(value)) };
}

/** A kind of an option that cannot be left out. */
export function required(kind: Kind): Kind & { readonly required: true } {
  return { ...kind, required: true };
}

/**
 * Checks that each option is known and of its kind, and that none is missing.
 *
 * @param owner what has the options: the name of a function, or of an option that is an object
 * @throws {UsageError} at the first that is not; names the known ones and the nearest
 *
 * @example
 * ```ts
 * checkOptions("reproduce", options, { tier: STRING, seeds: either(NUMBER, LIST) });
 * ```
 */
export function checkOptions<O extends object>(
  owner: string,
  options: O,
  kinds: OptionKinds<O>,
): void {
  const byName: Readonly<Record<string, Kind>> = kinds;
  if (options !== undefined && !OBJECT.fits(options)) {
    throw new UsageError(
      `Cannot use the options of "${owner}" as they must be an object: current value is ${
        shown(options)
      }`,
    );
  }
  const given = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) checkOption(owner, name, value, byName);
  for (const [name, { text, required }] of Object.entries(byName)) {
    if (!required || given.some(([key]) => key === name)) continue;
    throw new UsageError(`Cannot use "${owner}" without the option "${name}": it must be ${text}`);
  }
}

function checkOption(
  owner: string,
  name: string,
  value: unknown,
  kinds: Readonly<Record<string, Kind>>,
): void {
  const known = Object.keys(kinds);
  if (!known.includes(name)) {
    throw new UsageError(
      `Cannot find option "${name}" of "${owner}": known are ${known.join(", ")}${
        didYouMean(name, known)
      }`,
    );
  }
  const { text, fits } = kinds[name]!;
  if (fits(value)) return;
  throw new UsageError(
    `Cannot use option "${name}" of "${owner}" as it must be ${text}: current value is ${
      shown(value)
    }`,
  );
}

function shown(value: unknown): string {
  return Deno.inspect(value, { compact: true, breakLength: Infinity });
}
