/**
 * Paths of the programs that tests start.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** Path of a file of this folder. */
export function besideTests(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
