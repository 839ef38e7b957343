/**
 * Whether a value that was read has the parts that a type promises.
 *
 * A shape gives the path of the first part that is not as it must be: `outcome.test.score`, or an
 * empty one for the value itself; undefined if there is none. Parts that no shape names may be there.
 *
 * @module
 */

/** What a value must be. */
export type Shape = (value: unknown) => string | undefined;

function when(isRight: (value: unknown) => boolean): Shape {
  return (value) => isRight(value) ? undefined : "";
}

export const text: Shape = when((value) => typeof value === "string");

export const flag: Shape = when((value) => typeof value === "boolean");

export const number: Shape = when((value) => typeof value === "number");

/** An object; a list is none. */
export const object: Shape = when((value) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
);

/** A shape, or null. */
export function nullable(shape: Shape): Shape {
  return (value) => value === null ? undefined : shape(value);
}

/** A shape of a part that may be absent. */
export function optional(shape: Shape): Shape {
  return (value) => value === undefined ? undefined : shape(value);
}

/** A list. */
export function listOf(shape: Shape): Shape {
  return (value) =>
    Array.isArray(value) ? firstFault(value.map((item, i) => [`${i}`, shape(item)])) : "";
}

/** An object whose values are alike. */
export function mapOf(shape: Shape): Shape {
  return (value) =>
    object(value) ??
      firstFault(Object.entries(value as object).map(([name, part]) => [name, shape(part)]));
}

/** An object with these parts. */
export function parts(shapes: Readonly<Record<string, Shape>>): Shape {
  return (value) =>
    object(value) ??
      firstFault(
        Object.entries(shapes).map(([name, shape]) => [
          name,
          shape((value as Record<string, unknown>)[name]),
        ]),
      );
}

function firstFault(faults: readonly (readonly [string, string | undefined])[]) {
  const found = faults.find(([, fault]) => fault !== undefined);
  return found?.filter((part) => part !== "").join(".");
}
