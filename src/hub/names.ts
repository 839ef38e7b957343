/**
 * Names that come from outside: of models, revisions and files.
 *
 * @module
 */

/**
 * Whether a path from a stranger stays inside the folder it is joined to, on every system: relative,
 * with no empty, `.` or `..` part, no backslash, no drive letter, no control character.
 */
export function isPlainPath(path: string): boolean {
  return path.length <= 1024 && !/[\\:\p{Cc}]/u.test(path) &&
    path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}
