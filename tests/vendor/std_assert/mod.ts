/**
 * The part of `jsr:@std/assert` that the tests use, over `node:assert`.
 *
 * `deno.json` links it in place of the JSR package, so that the tests also run where only the npm
 * registry is reachable. Delete the `links` entry to run them on the real package.
 *
 * @module
 */
import * as node from "node:assert/strict";

/** The error of a failed assertion. */
export const AssertionError = node.AssertionError;

/** Asserts that `value` is truthy. */
export function assert(value: unknown, message?: string): asserts value {
  if (!value) fail(message ?? "Expected a truthy value");
}
/** Fails unconditionally. */
export function fail(message?: string): never {
  throw new AssertionError({ message: message ?? "Failed assertion" });
}
/** Asserts deep equality. */
export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  node.deepStrictEqual(actual, expected, message as string);
}
/** Asserts deep inequality. */
export function assertNotEquals<T>(actual: T, expected: T, message?: string): void {
  node.notDeepStrictEqual(actual, expected, message as string);
}
/** Asserts identity by `Object.is`. */
export function assertStrictEquals<T>(actual: unknown, expected: T, message?: string): void {
  node.strictEqual(actual, expected, message as string);
}
/** Asserts that two numbers differ by at most `tolerance`. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance: number = Math.max(1e-7, Math.abs(expected) * 1e-7),
  message?: string,
): void {
  if (Object.is(actual, expected)) return;
  if (!(Math.abs(actual - expected) <= tolerance)) {
    fail(message ?? `Expected ${actual} to be within ${tolerance} of ${expected}`);
  }
}
/** Asserts `actual > bound`. */
export function assertGreater<T>(actual: T, bound: T, message?: string): void {
  if (!(actual > bound)) fail(message ?? `Expected ${actual} > ${bound}`);
}
/** Asserts `actual >= bound`. */
export function assertGreaterOrEqual<T>(actual: T, bound: T, message?: string): void {
  if (!(actual >= bound)) fail(message ?? `Expected ${actual} >= ${bound}`);
}
/** Asserts `actual < bound`. */
export function assertLess<T>(actual: T, bound: T, message?: string): void {
  if (!(actual < bound)) fail(message ?? `Expected ${actual} < ${bound}`);
}
/** Asserts `actual <= bound`. */
export function assertLessOrEqual<T>(actual: T, bound: T, message?: string): void {
  if (!(actual <= bound)) fail(message ?? `Expected ${actual} <= ${bound}`);
}
/** Asserts that `value` is neither null nor undefined. */
export function assertExists<T>(value: T, message?: string): asserts value is NonNullable<T> {
  if (value === null || value === undefined) fail(message ?? "Expected a value");
}
/** Asserts that `text` contains `part`. */
export function assertStringIncludes(text: string, part: string, message?: string): void {
  if (!text.includes(part)) {
    fail(message ?? `Expected ${JSON.stringify(text)} to include "${part}"`);
  }
}
/** Asserts that `text` matches `pattern`. */
export function assertMatch(text: string, pattern: RegExp, message?: string): void {
  node.match(text, pattern, message as string);
}
/** Asserts that every element of `part` is in `list`. */
export function assertArrayIncludes<T>(list: readonly T[], part: readonly T[]): void {
  for (const item of part) assert(list.includes(item), `Expected the list to include ${item}`);
}
/** Asserts that `value` is an instance of `type`. */
// deno-lint-ignore no-explicit-any
export function assertInstanceOf<T extends abstract new (...args: any[]) => any>(
  value: unknown,
  type: T,
  message?: string,
): asserts value is InstanceType<T> {
  if (!(value instanceof type)) fail(message ?? `Expected an instance of ${type.name}`);
}

// deno-lint-ignore no-explicit-any
type ErrorClass<E extends Error> = new (...args: any[]) => E;

function checkError<E extends Error>(
  error: unknown,
  type: ErrorClass<E> | undefined,
  includes: string | undefined,
): E {
  if (!(error instanceof Error)) fail("Expected an Error to be thrown");
  if (type && !(error instanceof type)) {
    fail(`Expected ${type.name}: got ${error.name}: ${error.message}`);
  }
  if (includes !== undefined) assertStringIncludes(error.message, includes);
  return error as E;
}
/** Asserts that `body` throws, optionally of `type` with a message that includes `includes`. */
export function assertThrows<E extends Error = Error>(
  body: () => unknown,
  type?: ErrorClass<E>,
  includes?: string,
): E {
  try {
    body();
  } catch (error) {
    return checkError(error, type, includes);
  }
  fail("Expected the function to throw");
}
/** Asserts that the promise of `body` rejects. */
export async function assertRejects<E extends Error = Error>(
  body: () => PromiseLike<unknown>,
  type?: ErrorClass<E>,
  includes?: string,
): Promise<E> {
  try {
    await body();
  } catch (error) {
    return checkError(error, type, includes);
  }
  fail("Expected the promise to reject");
}
