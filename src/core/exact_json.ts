/**
 * JSON whose integers may have more digits than a number holds, as ids of 64 bits have.
 *
 * @module
 */

/** What stands for an integer that is no number, given its digits. */
export type ExactInteger = (digits: string) => unknown;

/** `JSON.parse` and `JSON.rawJSON` as engines have them, ahead of TypeScript's types. */
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
const { parse, rawJSON } = JSON as unknown as {
  readonly parse: (text: string, reviver: Reviver) => unknown;
  readonly rawJSON: ExactInteger;
};

/** A value that `JSON.stringify` writes with the digits that it had. */
export const asItStands: ExactInteger = (digits) => rawJSON(digits);

/** Reads JSON; `keep` gets the digits of each integer that would lose some as a number. */
export function parseExactly(text: string, keep: ExactInteger): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text); // none is that long
  return parse(
    text,
    (_key, value, { source }) =>
      source !== undefined && /^-?\d+$/.test(source) && !Number.isSafeInteger(value)
        ? keep(source)
        : value,
  );
}
