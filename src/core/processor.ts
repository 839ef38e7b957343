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

/** Instruction sets on which the order of a sum, and so its last bits, may depend. */
const VECTORS = new Set([
  ...["avx2", "avx512f", "avx512_vnni", "avx512_bf16", "avx512_fp16", "amx_tile"],
  ...["asimd", "sve", "sve2", "bf16", "i8mm"],
]);

/**
 * The vector units of the CPU, such as `avx2 avx512f avx512_bf16`: virtual machines give the same
 * name to processors that calculate differently.
 *
 * @returns null where the system does not tell
 */
export function vectorUnits(): string | null {
  const names = instructionSets()?.split(/[\s:]+/).filter((name) => VECTORS.has(name));
  return names === undefined ? null : [...new Set(names)].sort().join(" ");
}

function instructionSets(): string | undefined {
  try {
    return /^(?:flags|Features)\s*:.*$/m.exec(Deno.readTextFileSync("/proc/cpuinfo"))?.[0];
  } catch {
    return undefined; // not Linux
  }
}
