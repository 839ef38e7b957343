/**
 * The most memory that this process has held.
 *
 * @module
 */

/** Largest resident memory so far, in bytes; where the system does not tell, what is resident now. */
export function peakMemory(): number {
  try {
    const status = Deno.readTextFileSync("/proc/self/status"); // Linux
    return 1024 * Number(status.match(/^VmHWM:\s+(\d+) kB/m)![1]);
  } catch {
    return Deno.memoryUsage().rss;
  }
}
