/**
 * Texts broken into lines.
 *
 * @module
 */

/** Breaks a text into lines of at most `width`, later lines indented. */
export function wrap(text: string, width: number, indent: number): string[] {
  const lead = text.match(/^ */)![0];
  const lines: string[] = [];
  let line = lead;
  for (const word of text.trim().split(" ")) {
    if (line.trim() !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = " ".repeat(indent) + word;
    } else line = line.trim() === "" ? line + word : `${line} ${word}`;
  }
  return [...lines, line];
}
