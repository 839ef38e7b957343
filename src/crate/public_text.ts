/**
 * Text as it goes into a crate.
 *
 * @module
 */
import { privatePlaces } from "../core/paths.ts";
import { hidePlaces } from "../lab/provenance.ts";

/** The bytes of a text; folders of this machine in it, such as one in a reason for failure, are hidden. */
export function publicText(
  text: string,
  places: Readonly<Record<string, string>> = privatePlaces(),
): Uint8Array<ArrayBuffer> {
  const inJson = Object.entries(places).map(([place, name]) => [
    JSON.stringify(place).slice(1, -1), // with two backslashes for each of Windows
    name,
  ]);
  const hidden = hidePlaces(hidePlaces(text, Object.fromEntries(inJson)), places);
  return new TextEncoder().encode(hidden);
}
