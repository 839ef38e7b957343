/**
 * Paths that a user typed.
 *
 * `deno task` runs a command in the top folder of the repository, and says in `INIT_CWD` where the
 * user stood: that is where a relative path starts.
 *
 * @module
 */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { isShipped } from "./shipped_models.ts";

/** The path that a user meant; one that holds from here as well stays as it was typed. */
export function userPath(typed: string, stoodIn = Deno.env.get("INIT_CWD")): string {
  if (!stoodIn || resolve(stoodIn) === Deno.cwd()) return typed;
  return resolve(stoodIn, typed);
}

/** A word that may be a path as well: it is one if it has a slash or a dot. */
export function userPathOrName(typed: string): string {
  return /[\\/.]/.test(typed) ? userPath(typed) : typed;
}

/** A folder where the user stood, or else a name that is no path, such as an id of the Hub. */
export function userFolder(typed: string): string {
  const path = userPath(typed);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isFolder ? path : typed;
}

/** The name of a model: one that is shipped, or as {@linkcode userFolder}. */
export function userModel(typed: string): string {
  return isShipped(typed) ? typed : userFolder(typed);
}
