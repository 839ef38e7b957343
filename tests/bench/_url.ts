/**
 * Files of this folder.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** The path of a file beside this one. */
export function pathOf(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
