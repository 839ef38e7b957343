/**
 * The code cells of notebooks as modules, for tools that know modules only.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { type Notebook, readNotebook, toText } from "./document.ts";

/** All code cells of a notebook, one after the other. */
export interface CellModule {
  readonly source: string;
  /** Finds the code cell (from 1) and its line (from 1) of a line (from 1) of `source`. */
  locate(line: number): { cell: number; line: number };
}

/** Joins the code cells of a notebook; names must be declared once per notebook. */
export function toModule(notebook: Notebook): CellModule {
  const starts: number[] = [];
  let source = "";
  let nextLine = 1;
  for (const cell of notebook.cells) {
    if (cell.cell_type !== "code") continue;
    const text = toText(cell.source).replace(/\n*$/, "\n");
    starts.push(nextLine);
    source += text;
    nextLine += text.split("\n").length - 1;
  }
  return {
    source: source + "export {};\n",
    locate(line) {
      const index = Math.max(0, starts.findLastIndex((start) => start <= line));
      return { cell: index + 1, line: line - (starts[index] ?? 1) + 1 };
    },
  };
}

/**
 * Type-checks notebooks, all in one go.
 *
 * Modules are written beside the notebooks for that moment, so that imports resolve as they do in a cell.
 *
 * @returns the complaints of `deno check` with places such as `01_superglue.ipynb, cell 2, line 1:10`; empty if none
 */
export async function checkTypes(paths: readonly string[]): Promise<string> {
  const modules = new Map<string, { path: string; module: CellModule }>();
  try {
    for (const path of paths) {
      const module = toModule(await readNotebook(path));
      const file = join(dirname(path), `.${crypto.randomUUID()}.check.ts`);
      modules.set(basename(file), { path, module });
      await Deno.writeTextFile(file, module.source);
    }
    return await denoCheck(modules);
  } finally {
    for (const [file, { path }] of modules) {
      await Deno.remove(join(dirname(path), file)).catch(() => {});
    }
  }
}

async function denoCheck(
  modules: ReadonlyMap<string, { path: string; module: CellModule }>,
): Promise<string> {
  if (modules.size === 0) return "";
  const files = [...modules].map(([file, { path }]) => join(dirname(path), file));
  const check = new Deno.Command(Deno.execPath(), {
    args: ["check", "-q", ...files],
    env: { NO_COLOR: "1" },
  });
  const { success, stderr } = await check.output();
  if (success) return "";
  return new TextDecoder().decode(stderr).replaceAll(
    /(?:file:\/\/)?[^\s"']*?(\.[0-9a-f-]{36}\.check\.ts):(\d+)(:\d+)?/g,
    (whole, file: string, line: string, column = "") => {
      const found = modules.get(file);
      if (found === undefined) return whole;
      const place = found.module.locate(Number(line));
      return `${basename(found.path)}, cell ${place.cell}, line ${place.line}${column}`;
    },
  );
}
