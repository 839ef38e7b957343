/**
 * Work that one process at a time may do.
 *
 * @module
 */
import { dirname } from "node:path";

/** How a process says that it waits. */
export interface Waiting {
  /** What is said after a second of waiting. */
  readonly says: string;
  /** Where it is said; absent: stderr. */
  readonly notice?: ((line: string) => void) | undefined;
}

/** Runs `work` while no other process runs it; the lock ends with the process, however it ends. */
export async function withLock<T>(
  path: string,
  { says, notice = console.error }: Waiting,
  work: () => Promise<T>,
): Promise<T> {
  await Deno.mkdir(dirname(path), { recursive: true });
  using file = await Deno.open(path, { create: true, write: true });
  const timer = setTimeout(() => notice(says), 1000);
  await file.lock(true).finally(() => clearTimeout(timer));
  return await work();
}
