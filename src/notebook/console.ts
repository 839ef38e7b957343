/**
 * What the execution of notebooks says on a terminal.
 *
 * @module
 */
import { basename } from "node:path";
import type { ExecuteProgress, NotebookReport } from "./execute.ts";

const utf8 = new TextEncoder();
const RETURN_AND_ERASE = "\r\x1b[K";

/** One line at the foot of the terminal that is written over; not shown where stderr is a file. */
export class StatusLine {
  #isTerminal = Deno.stderr.isTerminal();

  /** Shows where a notebook stands. */
  show({ path, cell, cells, text }: ExecuteProgress): void {
    if (!this.#isTerminal) return;
    const lastLine = text.trimEnd().split(/[\r\n]/).at(-1) ?? "";
    const line = `${basename(path, ".ipynb")}  cell ${cell}/${cells}  ${lastLine}`;
    this.#write(line.slice(0, Deno.consoleSize().columns - 1));
  }

  /** Prints a line that stays, above the status. */
  print(line: string): void {
    this.clear();
    console.error(line);
  }

  /** Removes the status. */
  clear(): void {
    this.#write("");
  }

  #write(text: string): void {
    if (this.#isTerminal) Deno.stderr.writeSync(utf8.encode(RETURN_AND_ERASE + text));
  }
}

/** Says in a line (or, for a failure, a few) how a notebook ended. */
export function showReport({ path, wallSeconds, failure, changed }: NotebookReport): string {
  const name = basename(path);
  if (failure) {
    const { cell, ename, evalue, traceback } = failure;
    const details = traceback.join("\n") || `${ename}: ${evalue}`;
    return `FAILED ${name}, cell ${cell}\n${details.replace(/^/gm, "  ")}`;
  }
  if (changed.length > 0) return `CHANGED ${name}: outputs of cell ${changed.join(", ")} differ`;
  return `ok ${name} (${wallSeconds.toFixed(1)} s)`;
}
