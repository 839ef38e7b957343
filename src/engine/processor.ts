/**
 * What the CPU can do, as far as it decides how programs are compiled and matrices multiplied.
 *
 * @module
 */
import { cpus } from "node:os";

/** Model and instruction sets: code for one CPU may crash another. */
export function processor(): string {
  return `${cpus()[0]?.model} ${instructionSets() ?? Deno.build.arch}`;
}

/**
 * Whether the CPU multiplies bf16 faster than f32.
 *
 * Without the instructions it takes twice as long as for f32 (measured on an Ice Lake Xeon: 72
 * GFLOP/s instead of 139), with them half as long or less.
 */
export function hasBf16Units(): boolean {
  return /avx512_bf16|amx_bf16|\bbf16\b/.test(instructionSets() ?? "");
}

function instructionSets(): string | undefined {
  try {
    return /^(?:flags|Features)\s*:.*$/m.exec(Deno.readTextFileSync("/proc/cpuinfo"))?.[0];
  } catch {
    return undefined; // not Linux
  }
}
