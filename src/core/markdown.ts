/**
 * Markdown: texts of others in it, and tables.
 *
 * @module
 */

/** Keeps characters that Markdown would read as markup from being read so. */
export function escapeMarkdown(text: string): string {
  return text.replace(/([\\|*_<>`])/g, "\\$1");
}

/** A text as code, whatever is in it. */
export function codeSpan(text: string): string {
  return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/**
 * Writes rows under headings, padded so that the text reads as a table too.
 *
 * @param left number of columns that stand at the left; the others are right-aligned
 * @param sentences columns behind them that stand at the left all the same
 */
export function markdownGrid(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  left: number,
  sentences: readonly number[] = [],
): string {
  const isLeft = (column: number) => column < left || sentences.includes(column);
  const widths = heads.map((head, i) =>
    Math.max(3, head.length, ...rows.map((row) => row[i]!.length))
  );
  const line = (cells: readonly string[]) =>
    `| ${
      cells.map((cell, i) => isLeft(i) ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))
        .join(" | ")
    } |`;
  const rule = widths.map((width, i) =>
    isLeft(i) ? "-".repeat(width) : `${"-".repeat(width - 1)}:`
  );
  return [line(heads), line(rule), ...rows.map(line)].join("\n");
}
