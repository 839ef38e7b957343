/**
 * What `CITATION.cff` says of the kit; of YAML, only as much as such a file has need of.
 *
 * @module
 */
import type { Author } from "./author.ts";

/** The kit, as it is cited. */
export interface Kit {
  readonly title: string;
  /** SPDX identifier. */
  readonly license: string;
  readonly authors: readonly Author[];
  /** Where its code is published; absent if the file does not say. */
  readonly url?: string;
}

/**
 * Reads the file.
 *
 * @throws {SyntaxError} if it has no title, licence or author
 */
export function readCitationFile(text: string): Kit {
  const { title, license, ...others } = scalars(text.split("\n"));
  const url = others["repository-code"] ?? others.url;
  const authors = items(text, "authors").map(toAuthor);
  if (title === undefined || license === undefined || authors.length === 0) {
    throw new SyntaxError("Cannot read CITATION.cff: it must have a title, a license and authors");
  }
  return { title, license, authors, ...(url === undefined ? {} : { url }) };
}

/** The lines `key: value`, without indent. */
function scalars(lines: readonly string[]): Record<string, string | undefined> {
  return Object.fromEntries(lines.flatMap((line) => {
    const [, key, value] = line.match(/^([a-z-]+):\s+(.+)$/) ?? [];
    return key === undefined || value === undefined ? [] : [[key, unquote(value)]];
  }));
}

function unquote(value: string): string {
  return value.trim().replace(/^(["'])(.*)\1$/, "$2");
}

/** The items of a list of mappings. */
function items(text: string, key: string): Record<string, string | undefined>[] {
  const [, block = ""] = text.match(new RegExp(`^${key}:\\n((?:[ -].*\\n?)*)`, "m")) ?? [];
  return block.split(/^ *- /m).slice(1)
    .map((item) => scalars(item.split("\n").map((line) => line.trim())));
}

function toAuthor(
  { name, affiliation, orcid, ...names }: Record<string, string | undefined>,
): Author {
  const id = orcid?.split("/").at(-1);
  return {
    name: name ?? `${names["given-names"]} ${names["family-names"]}`,
    isGroup: name !== undefined,
    ...(affiliation === undefined ? {} : { affiliation }),
    ...(id === undefined ? {} : { orcid: id }),
  };
}
