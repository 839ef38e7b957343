/**
 * Token ids of the mini model as text.
 *
 * @module
 */
import { PIECES } from "../../src/mini/vocabulary.ts";

/** Writes token ids as text, special tokens by name. */
export function decodeIds(ids: readonly number[]): string {
  const pieces = ids.map((id) => PIECES[id] ?? `<${id}>`);
  return pieces.map((piece) => piece.startsWith("<") ? ` ${piece}` : piece.replace(/^▁/, " "))
    .join("").trimStart();
}
