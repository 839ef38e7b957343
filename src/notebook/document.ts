/**
 * Notebook files: nbformat 4.5, read and written the way Jupyter itself writes them.
 *
 * Source: https://nbformat.readthedocs.io/en/latest/format_description.html
 *
 * @module
 */
import { writeAtomically } from "../core/atomic_file.ts";
import { UsageError } from "../core/errors.ts";
import type { MimeBundle } from "./message.ts";

/** Text of a cell: whole, or a list of lines that keep their line feeds. */
export type Multiline = string | string[];

/** What a code cell shows. */
export type Output =
  | { output_type: "stream"; name: "stdout" | "stderr"; text: Multiline }
  | { output_type: "display_data"; data: MimeBundle; metadata: Record<string, unknown> }
  | {
    output_type: "execute_result";
    data: MimeBundle;
    metadata: Record<string, unknown>;
    execution_count: number | null;
  }
  | { output_type: "error"; ename: string; evalue: string; traceback: string[] };

/** A cell to run. */
export interface CodeCell {
  cell_type: "code";
  id: string;
  metadata: Record<string, unknown>;
  source: Multiline;
  execution_count: number | null;
  outputs: Output[];
}

/** A cell to read. */
export interface TextCell {
  cell_type: "markdown" | "raw";
  id: string;
  metadata: Record<string, unknown>;
  source: Multiline;
}

/** A cell. */
export type Cell = CodeCell | TextCell;

/** A notebook. */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

/** Metadata that makes every front end choose the Deno kernel. */
export const DENO_METADATA: Readonly<Record<string, unknown>> = {
  kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
  language_info: { file_extension: ".ts", mimetype: "text/x.typescript", name: "typescript" },
};

/** Joins text that a notebook may hold as lines. */
export function toText(text: Multiline): string {
  return typeof text === "string" ? text : text.join("");
}

/**
 * Reads the JSON of a notebook.
 *
 * @param name how to call the notebook in an error
 * @throws {UsageError} if it is not JSON, or not a notebook of format 4
 */
export function parseNotebook(json: string, name: string): Notebook {
  const refuse = (reason: string) => new UsageError(`Cannot read notebook "${name}": ${reason}`);
  let notebook: Partial<Notebook> | null;
  try {
    notebook = JSON.parse(json);
  } catch (error) {
    throw refuse((error as Error).message);
  }
  if (!Array.isArray(notebook?.cells)) throw refuse('it must have a list of "cells"');
  if (notebook.nbformat !== 4) {
    throw refuse(`its format must be 4: current value is ${notebook.nbformat}`);
  }
  notebook.cells.forEach((cell: Partial<Cell>, i) => {
    const known = ["code", "markdown", "raw"].includes(cell.cell_type ?? "");
    const hasSource = typeof cell.source === "string" || Array.isArray(cell.source);
    if (!known || !hasSource) throw refuse(`cell ${i + 1} must have a known type and a source`);
  });
  return notebook as Notebook;
}

/**
 * Reads a notebook file.
 *
 * @throws {UsageError} if there is no such file, or as in {@linkcode parseNotebook}
 */
export async function readNotebook(path: string): Promise<Notebook> {
  let json: string;
  try {
    json = await Deno.readTextFile(path);
  } catch (error) {
    throw new UsageError(`Cannot read notebook "${path}": ${(error as Error).message}`);
  }
  return parseNotebook(json, path);
}

/** Renders a notebook with sorted keys and an indent of one, so that a save in Jupyter changes nothing. */
export function renderNotebook(notebook: Notebook): string {
  return JSON.stringify(notebook, sortedKeys, 1) + "\n";
}

/**
 * Writes a notebook file: all of it, or, if something fails, nothing.
 *
 * @throws {UsageError} if it cannot be written
 */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  await writeAtomically(path, renderNotebook(notebook)).catch((error) => {
    throw cannotWrite(path, error);
  });
}

/** Throws the error that {@linkcode writeNotebook} would: to be asked before long work. */
export async function checkWritable(path: string): Promise<void> {
  const probe = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    await Deno.writeTextFile(probe, "", { createNew: true });
    await Deno.remove(probe);
  } catch (error) {
    throw cannotWrite(path, error as Error);
  }
}

function cannotWrite(path: string, { message }: Error): UsageError {
  return new UsageError(`Cannot write notebook "${path}": ${message}`);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1));
}
