/**
 * What Deno's kernel offers to the code of a cell, and whether there is one.
 *
 * @module
 */

/** Internals of Deno's kernel: undocumented, so nothing of them is taken for granted. */
export interface KernelInternals {
  /** Shows the value of a cell. */
  broadcastResult: (executionCount: number, result: unknown) => Promise<void>;
}

/** Writes text; `level` is above 1 for warnings and errors. */
export type Print = (text: string, level: number) => void;

interface DenoInternals {
  Console?: new (print: Print) => Record<string, unknown>;
  jupyter?: Partial<KernelInternals>;
  startJupyterKernel?: unknown;
}

function denoInternals(): DenoInternals {
  const deno = Deno as unknown as { internal?: symbol } & Record<symbol, DenoInternals>;
  return (deno.internal && deno[deno.internal]) ?? {};
}

/** Returns the internals of the kernel that runs this code; outside a kernel nothing. */
export function kernelInternals(): KernelInternals | undefined {
  const { jupyter } = denoInternals();
  return jupyter?.broadcastResult ? jupyter as KernelInternals : undefined;
}

/** Makes a console that prints by `print` and formats as Deno's own; nothing if Deno has no such class any more. */
export function newConsole(print: Print): Record<string, unknown> | undefined {
  const { Console } = denoInternals();
  return Console && new Console(print);
}

/** Tells whether the kernel is the one rewritten in JavaScript (Deno 2.8), which loses outputs. */
export function mayLoseOutputs(): boolean {
  return denoInternals().startJupyterKernel !== undefined;
}
