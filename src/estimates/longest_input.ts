/**
 * How long the inputs of a file are, before a tokenizer is loaded.
 *
 * @module
 */
import { readFileSync } from "node:fs";

/** Letters of a token, of which there are rather more. */
const LETTERS = 3;

/** About how many tokens the longest input of a file has, or more; 0 if the file cannot be read. */
export function longestInput(path: string): number {
  try {
    return readFileSync(path, "utf8").split("\n").reduce((most, line) => {
      const input = line.trim() === "" ? "" : String(JSON.parse(line).input);
      return Math.max(most, Math.ceil(input.length / LETTERS));
    }, 0);
  } catch {
    return 0; // who reads the rows says what is wrong with them
  }
}
