/**
 * Result files quoted in a document: the numbers of the README are those of the files, by machine.
 *
 * @module
 */

/** `<!-- quote: results/tables/claims.md -->` ... `<!-- end -->` */
const QUOTE = /(<!-- quote: (\S+) -->\n)[\s\S]*?(<!-- end -->)/g;

/** Paths of the files that a document quotes, in order. */
export function quotedFiles(document: string): string[] {
  return [...document.matchAll(QUOTE)].map(([, , path]) => path!);
}

/**
 * Puts the present text of each quoted file into a document.
 *
 * @param files text by path
 * @throws {ReferenceError} if a quoted file is missing
 */
export function embedFiles(document: string, files: Readonly<Record<string, string>>): string {
  return document.replace(QUOTE, (_, begin: string, path: string, end: string) => {
    const text = files[path];
    if (text === undefined) {
      throw new ReferenceError(`Cannot quote "${path}": there is no such file`);
    }
    return `${begin}\n${text.trim()}\n\n${end}`;
  });
}
