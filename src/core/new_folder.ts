/**
 * A folder that appears whole or not at all.
 *
 * @module
 */
import { dirname } from "node:path";
import { UsageError } from "./errors.ts";

/**
 * Fills a folder beside its place and moves it there when all is done. What fails leaves no trace.
 *
 * The folder is made before `fill` begins, so that hours of training are not lost on a place that
 * cannot be written.
 *
 * @param fill gets the path of the folder that it fills
 * @param mayReplace whether a folder that is already there may be replaced; empty ones always are
 * @throws {UsageError} if the place cannot be written, or holds something else
 */
export async function withNewFolder<T>(
  folder: string,
  fill: (part: string) => Promise<T>,
  mayReplace: (folder: string) => Promise<boolean> = () => Promise.resolve(false),
): Promise<T> {
  const place = folder.replace(/[\\/]+$/, "");
  await checkPlace(place, mayReplace);
  const part = `${place}.${Deno.pid}.part`;
  await makeFolder(place, part);
  try {
    const result = await fill(part);
    await movePart(part, place);
    return result;
  } finally {
    await Deno.remove(part, { recursive: true }).catch(() => {}); // gone if all went well
  }
}

async function checkPlace(
  place: string,
  mayReplace: (folder: string) => Promise<boolean>,
): Promise<void> {
  const found = await Deno.stat(place).catch(() => null);
  if (found === null) return;
  const fault = !found.isDirectory
    ? "it is a file"
    : await isEmpty(place) || await mayReplace(place)
    ? null
    : "it holds something else: choose another folder";
  if (fault !== null) throw new UsageError(`Cannot write "${place}": ${fault}`);
}

async function isEmpty(folder: string): Promise<boolean> {
  for await (const _ of Deno.readDir(folder)) return false;
  return true;
}

async function makeFolder(place: string, part: string): Promise<void> {
  try {
    await Deno.mkdir(dirname(place), { recursive: true });
    await Deno.mkdir(part);
  } catch (error) {
    throw new UsageError(`Cannot write "${place}": ${(error as Error).message}`);
  }
}

/** Moves the finished folder to its place; an older one is there until then. */
async function movePart(part: string, place: string): Promise<void> {
  const old = `${part}.old`;
  const replaced = await Deno.rename(place, old).then(() => true, () => false);
  await Deno.rename(part, place);
  if (replaced) await Deno.remove(old, { recursive: true });
}
