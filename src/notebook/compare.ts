/**
 * What differs between the outputs that a notebook holds and those of a new run.
 *
 * @module
 */
import type { Cell, Notebook } from "./document.ts";

/** Durations such as `12 ms`, `1.5 s`, `3 min`, `2 h`: the only thing that may differ. */
const DURATION = /\b\d+(?:\.\d+)?\s?(?:ms|s|min|h)\b/g;

/**
 * Names the code cells, counted from 1, whose outputs are not the same in both notebooks.
 *
 * Times do not count.
 */
export function changedCells(before: Notebook, after: Notebook): number[] {
  const old = codeOutputs(before);
  return codeOutputs(after).flatMap((outputs, i) => outputs === old[i] ? [] : [i + 1]);
}

function codeOutputs({ cells }: Notebook): string[] {
  return cells.flatMap((cell: Cell) =>
    cell.cell_type === "code" ? [canonical(cell.outputs).replace(DURATION, "<time>")] : []
  );
}

/** Pixels are drawn from the SVG beside them, which counts: another processor may round one of them otherwise. */
const PIXELS = "image/png";

/** JSON with sorted keys and joined lines: the same for any two ways to write the same outputs. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (key, item) => {
    if (key === PIXELS) return undefined;
    if (Array.isArray(item)) {
      return key !== "traceback" && item.every((line) => typeof line === "string")
        ? item.join("")
        : item;
    }
    if (item === null || typeof item !== "object") return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => a < b ? -1 : 1));
  });
}
