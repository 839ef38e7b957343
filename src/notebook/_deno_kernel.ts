/**
 * What Deno's kernel offers to the code of a cell, and whether there is one.
 *
 * @module
 */

/** Internals of Deno's kernel: undocumented, so every use checks that they are there. */
export interface KernelInternals {
  /** Shows the value of a cell; only a running kernel has it. */
  broadcastResult?: (executionCount: number, result: unknown) => Promise<void>;
  /** There since the kernel was rewritten in JavaScript (Deno 2.8). */
  startJupyterKernel?: unknown;
}

/** Returns the internals of the kernel that runs this code; outside a kernel nothing. */
export function kernelInternals(): KernelInternals | undefined {
  const deno = Deno as unknown as { internal?: symbol } & Record<symbol, unknown>;
  if (deno.internal === undefined) return undefined;
  const internals = deno[deno.internal] as { jupyter?: KernelInternals } | undefined;
  return internals?.jupyter?.broadcastResult ? internals.jupyter : undefined;
}
