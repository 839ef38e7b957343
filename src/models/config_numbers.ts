/**
 * The numbers of a `config.json`.
 *
 * @module
 */
import type { ConfigJson } from "./model.ts";

/** Reads a number by its key; one that is absent or null is the fallback. */
export type ReadNumber = (key: string, fallback?: number) => number;

/**
 * Makes the function that reads the numbers of a configuration.
 *
 * It throws a TypeError if there is none of a key and no fallback, or another value than a number.
 */
export function numbersOf(json: ConfigJson): ReadNumber {
  return (key, fallback) => {
    const value = json[key] ?? fallback;
    if (typeof value === "number") return value;
    const fault = value === undefined
      ? `no "${key}"`
      : `"${key}" must be a number: it is ${JSON.stringify(value)}`;
    throw new TypeError(`Cannot read config.json: ${fault}`);
  };
}
