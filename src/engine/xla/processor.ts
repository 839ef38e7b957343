/**
 * What the CPU can do, as far as it decides what XLA makes of a program.
 *
 * @module
 */
import { cpus } from "node:os";
import type { Platform } from "./client.ts";

/** Model and instruction sets: code for one CPU may crash another. */
export function processor(): string {
  return `${cpus()[0]?.model} ${instructionSets() ?? Deno.build.arch}`;
}

/**
 * Whether the device multiplies bf16 faster than f32.
 *
 * All GPUs that XLA knows do. A CPU without the instructions takes twice as long as for f32
 * (measured on an Ice Lake Xeon: 72 GFLOP/s instead of 139), one with them half as long.
 */
export function hasBf16Units({ name }: Platform): boolean {
  return name !== "cpu" || /avx512_bf16|amx_bf16|\bbf16\b/.test(instructionSets() ?? "");
}

function instructionSets(): string | undefined {
  try {
    return /^(?:flags|Features)\s*:.*$/m.exec(Deno.readTextFileSync("/proc/cpuinfo"))?.[0];
  } catch {
    return undefined; // not Linux
  }
}
