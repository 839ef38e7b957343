/**
 * Fetches the CPU plugin once, when a user asks for it.
 *
 * @module
 */
import { join } from "node:path";
import { cacheDir } from "../../core/paths.ts";

/** Where the plugin lies once it is fetched. */
export function cachedPlugin(): string {
  return join(cacheDir(), "pjrt-cpu-0.11.2", "lammps_jax_pjrt_cpu", "pjrt_c_api_cpu_plugin.so");
}
