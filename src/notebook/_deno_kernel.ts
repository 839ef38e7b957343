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

interface DenoInternals {
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

/** Tells whether the kernel is the one rewritten in JavaScript (Deno 2.8), which loses outputs. */
export function mayLoseOutputs(): boolean {
  return denoInternals().startJupyterKernel !== undefined;
}
