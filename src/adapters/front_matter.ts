/**
 * Front matter: the YAML that a Markdown file begins with, for machines.
 *
 * @module
 */

/** A value of YAML, as far as front matter needs it. */
export type Yaml = string | number | readonly Yaml[] | { readonly [key: string]: Yaml | undefined };

/** The lines from `---` to `---`; what is undefined is left out. */
export function frontMatter(fields: Readonly<Record<string, Yaml | undefined>>): string {
  return ["---", ...blockOf(fields), "---"].join("\n");
}

function blockOf(value: Exclude<Yaml, string | number>): string[] {
  const items = Array.isArray(value)
    ? value.map((item) => itemOf("-", item))
    : Object.entries(value).flatMap(([key, inner]) =>
      inner === undefined ? [] : [itemOf(`${key}:`, inner)]
    );
  return items.flat();
}

/** Behind a dash, a block begins on the same line; behind a key, on the next one. */
function itemOf(lead: string, value: Yaml): string[] {
  if (typeof value !== "object") return [`${lead} ${JSON.stringify(value)}`]; // JSON is YAML
  const lines = blockOf(value).map((line) => `  ${line}`);
  return lead === "-" ? [`-${lines[0]!.slice(1)}`, ...lines.slice(1)] : [lead, ...lines];
}
