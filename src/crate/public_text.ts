/**
 * Text as it goes into a crate.
 *
 * @module
 */
import { privatePlaces } from "../core/paths.ts";
import { hidePlaces } from "../lab/provenance.ts";

/** The bytes of a text; folders of this machine in it, such as one in a reason for failure, are hidden. */
export function publicText(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(hidePlaces(text, privatePlaces()));
}
