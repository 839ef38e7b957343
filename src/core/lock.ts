/**
 * Locks between processes, held by the operating system.
 *
 * A lock is a lock on an open file (`flock`), not the presence of a file: when its process ends, in
 * whatever way, the system lets go of it. So there are no stale locks to detect, no process ids to
 * guess about, and work that was cut off by `kill -9` can be taken up at once. Network disks pass the
 * lock on to other machines (NFS 4, Lustre mounted with `flock`), where process ids would say nothing.
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

/** A lock that this process holds. */
export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes the lock of that path if nobody holds it.
 *
 * @returns undefined if another process, or another caller here, holds it
 */
export async function tryLock(path: string): Promise<Lock | undefined> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const file = await Deno.open(path, { create: true, write: true });
  try {
    if (await file.tryLock(true) && await isSameFile(file, path)) {
      return { release: () => release(file, path) };
    }
  } catch (error) {
    file.close();
    throw error;
  }
  file.close();
  return undefined;
}

/** Whether the open file is still the one at the path: who held its lock may have removed it. */
export async function isSameFile(file: Deno.FsFile, path: string): Promise<boolean> {
  const there = await Deno.stat(path).catch(() => null);
  return there !== null && there.ino === (await file.stat()).ino;
}

async function release(file: Deno.FsFile, path: string): Promise<void> {
  await Deno.remove(path).catch(() => {}); // before the lock goes, so that nobody finds it unlocked
  file.close();
}
