/**
 * What stands at a path.
 *
 * A link counts as what it leads to; what cannot be looked at counts as absent.
 *
 * @module
 */
import { statSync } from "node:fs";

/** Whether anything is there. */
export function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}

/** Whether a file is there. */
export function isFile(path: string): Promise<boolean> {
  return Deno.stat(path).then((found) => found.isFile, () => false);
}

/** Whether a file is there, at once. */
export function isFileSync(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Whether a folder is there. */
export function isFolder(path: string): Promise<boolean> {
  return Deno.stat(path).then((found) => found.isDirectory, () => false);
}
