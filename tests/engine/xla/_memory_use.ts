/**
 * What a program takes in memory, by XLA's own account.
 *
 * @module
 */
import type { Client } from "../../../src/engine/xla/client.ts";
import type { Executable } from "../../../src/engine/xla/executable.ts";

/** Bytes of outputs that lie in the memory of donated arguments. */
export function aliasedBytes({ pjrt }: Client, program: Executable): number {
  const inner = program.inner();
  try {
    const use = pjrt.call("Executable_GetCompiledMemoryStats", pjrt.struct(15, { 2: inner }));
    return Number(use[6]);
  } finally {
    pjrt.destroy("Executable_Destroy", inner);
  }
}
