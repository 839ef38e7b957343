/**
 * Runs a notebook from its first cell to its last in a kernel of its own.
 *
 * @module
 */
import { RunInterrupted } from "../core/errors.ts";
import { type CodeCell, DENO_METADATA, type Notebook, toText } from "./document.ts";
import { Kernel, KernelDied, type KernelOptions } from "./kernel.ts";
import type { ErrorContent, OutputMessage, Reply } from "./message.ts";
import { CellOutputs, type Displays } from "./outputs.ts";

const GRACE_MS = 2_000; // for a cell to end after an interrupt

/** The repair that an import of the kit makes, so that it holds in the first cell as well. */
const REPAIR = `await (await import("${import.meta.resolve("./repair.ts")}")).repairKernel()`;

/** How a notebook is run, and who watches. */
export interface RunOptions extends KernelOptions {
  /** Longest time that one cell may take. */
  readonly timeoutSeconds: number;
  /** Stops the run: the cell under way is interrupted and the kernel ended. */
  readonly signal?: AbortSignal;
  /** Called when a code cell starts; `cell` counts code cells from 1. */
  readonly onCell?: (cell: number, cells: number) => void;
  /** Called with each output as it comes. */
  readonly onOutput?: (output: OutputMessage) => void;
}

/** What stopped a notebook. */
export interface Failure extends ErrorContent {
  /** Code cell, counted from 1. */
  readonly cell: number;
}

/** A notebook after its run. */
export interface Executed {
  readonly notebook: Notebook;
  /** Absent when every cell ended well. */
  readonly failure?: Failure;
}

/**
 * Runs every code cell; stops at the first error, which stays in the outputs of its cell.
 *
 * The given notebook is not changed. Cells after an error come back without outputs.
 *
 * @throws {RunInterrupted} if `signal` is aborted
 * @throws {KernelDied} if the kernel cannot be started
 */
export async function runNotebook(notebook: Notebook, options: RunOptions): Promise<Executed> {
  const cells = notebook.cells.flatMap((cell) => cell.cell_type === "code" ? [cell] : []);
  const displays: Displays = new Map();
  const outputs = new Map<CodeCell, CellOutputs>();
  let failure: Failure | undefined;
  await using kernel = await Kernel.start(options);
  await kernel.execute(REPAIR, () => {});
  for (const [i, cell] of cells.entries()) {
    const collected = new CellOutputs(i + 1, displays);
    outputs.set(cell, collected);
    options.onCell?.(i + 1, cells.length);
    const error = await runCell(kernel, cell, collected, options);
    if (error !== undefined) {
      failure = { cell: i + 1, ...error };
      break;
    }
  }
  const executed = notebook.cells.map((cell) => {
    if (cell.cell_type !== "code") return cell;
    const count = cells.indexOf(cell) + 1;
    const done = outputs.get(cell);
    return { ...cell, execution_count: done ? count : null, outputs: done?.finish() ?? [] };
  });
  const result = {
    ...notebook,
    cells: executed,
    metadata: { ...notebook.metadata, ...DENO_METADATA, ...languageMetadata(kernel) },
  };
  return failure ? { notebook: result, failure } : { notebook: result };
}

/** As Jupyter writes it: with anything else, a notebook that was only read counts as changed. */
function languageMetadata({ languageInfo }: Kernel): Record<string, unknown> {
  return languageInfo === undefined ? {} : { language_info: languageInfo };
}

/** Runs one cell; returns its error, which then also stands in its outputs. */
async function runCell(
  kernel: Kernel,
  cell: CodeCell,
  outputs: CellOutputs,
  { timeoutSeconds, signal, onOutput }: RunOptions,
): Promise<ErrorContent | undefined> {
  let shown: ErrorContent | undefined;
  const running = kernel.execute(toText(cell.source), (message) => {
    const output = message.type === "error"
      ? { ...message, content: withTraceback(message.content) }
      : message;
    if (output.type === "error") shown ??= output.content;
    outputs.add(output);
    onOutput?.(output);
  });
  const ended = await raceWith(running, timeoutSeconds, signal);
  if (ended === "aborted" || ended === "late") {
    kernel.interrupt();
    await raceWith(running, GRACE_MS / 1000);
    kernel.kill();
  }
  if (ended === "aborted") throw new RunInterrupted("Interrupted: the notebook was left as it was");
  if (ended !== "late" && !(ended instanceof KernelDied)) {
    if (ended.status === "ok" || shown) return shown; // a value that cannot be shown: error and "ok"
  }
  const error = explain(ended, timeoutSeconds);
  outputs.add({ type: "error", content: error });
  return error;
}

/** Waits for a cell, but no longer than allowed; a dead kernel is an outcome as well. */
async function raceWith(
  running: Promise<Reply>,
  seconds: number,
  signal?: AbortSignal,
): Promise<Reply | KernelDied | "late" | "aborted"> {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<"late" | "aborted">();
  const timer = setTimeout(() => stop("late"), seconds * 1000);
  const abort = () => stop("aborted");
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  try {
    return await Promise.race([stopped, running.catch((error: KernelDied) => error)]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

/** Words for an end of which the kernel itself shows nothing. */
function explain(ended: Reply | KernelDied | "late", timeoutSeconds: number): ErrorContent {
  if (ended === "late") {
    return errorContent("TimeoutError", `Cell took longer than ${timeoutSeconds} s`);
  }
  if (ended instanceof KernelDied) return errorContent("KernelDied", ended.message);
  const said = ended.status === "ok" ? "" : ended.evalue ?? "";
  return said === "" || said === "Execution failed"
    ? errorContent(
      "Error",
      "Cell cannot be parsed, or a package that it imports cannot be installed",
    )
    : errorContent("SyntaxError", said);
}

/** Gives the error of a cell that does not parse, which is all message, the form of the other errors. */
function withTraceback(error: ErrorContent): ErrorContent {
  if (error.traceback.length > 0) return error;
  return errorContent(error.ename === error.evalue ? "SyntaxError" : error.ename, error.evalue);
}

function errorContent(ename: string, evalue: string): ErrorContent {
  return { ename, evalue, traceback: `${ename}: ${evalue}`.split("\n") };
}
