/**
 * Texts of others in Markdown.
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
