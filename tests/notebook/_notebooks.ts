/** Small notebooks for the tests. */
import type { Notebook, Output } from "../../src/notebook/document.ts";
import { toText } from "../../src/notebook/document.ts";

/** A notebook of code cells. */
export function codeNotebook(...sources: string[]): Notebook {
  return {
    cells: sources.map((source, i) => ({
      cell_type: "code",
      id: `cell-${i + 1}`,
      metadata: {},
      source,
      execution_count: null,
      outputs: [],
    })),
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/** The outputs of each code cell. */
export function outputsOf({ cells }: Notebook): Output[][] {
  return cells.flatMap((cell) => cell.cell_type === "code" ? [cell.outputs] : []);
}

/** What each code cell shows, as text. */
export function shownBy(notebook: Notebook): string[][] {
  return outputsOf(notebook).map((outputs) => outputs.map(shown));
}

function shown(output: Output): string {
  if (output.output_type === "stream") return toText(output.text);
  if (output.output_type === "error") return `${output.ename}: ${output.evalue}`;
  return toText(output.data["text/plain"] as string);
}
