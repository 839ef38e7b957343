/**
 * Whether a process runs.
 *
 * @module
 */
import process from "node:process";

/** Whether a process of this machine runs, ours or someone else's. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0); // signal 0 only asks
  } catch (error) {
    return (error as { code?: string }).code === "EPERM"; // there, but not ours
  }
}
