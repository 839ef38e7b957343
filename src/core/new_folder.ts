/**
 * A folder that appears whole or not at all.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { isAlive } from "./alive.ts";
import { UsageError } from "./errors.ts";
import { exists, isFolder } from "./exists.ts";

/** The folders that this process fills at present. */
const underWay = new Set<string>();

/**
 * Fills a folder beside its place and moves it there when all is done. What fails leaves no trace, and
 * what was killed leaves one until the place is filled again.
 *
 * The folder is made before `fill` begins, so that hours of training are not lost on a place that
 * cannot be written. What comes to the place in these hours is not touched: the filled folder is
 * then left beside it. A link stays, and the folder to which it leads is filled.
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
  const place = await freePlace(folder, mayReplace);
  const before = await stampOf(place);
  const part = `${place}.${Deno.pid}.part`;
  await removeAbandoned(place);
  await makeFolder(place, part);
  underWay.add(part);
  try {
    if (before !== undefined) await checkMovable(place, `${part}.old`);
    const result = await fill(part);
    await movePart(part, place, before);
    return result;
  } finally {
    underWay.delete(part);
    await Deno.remove(part, { recursive: true }).catch(() => {}); // gone if all went well
  }
}

/** A folder beside a place, in which a process fills it. */
export interface Part {
  readonly path: string;
  readonly pid: number;
}

/** The folders beside a place in which processes fill it, or did until they were killed. */
export async function partsOf(place: string): Promise<Part[]> {
  const folder = dirname(place);
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []); // not there yet
  return entries.flatMap(({ name }) => {
    if (!name.startsWith(`${basename(place)}.`)) return [];
    const pid = name.slice(basename(place).length).match(/^\.(\d+)\.part$/)?.[1];
    return pid === undefined ? [] : [{ path: join(folder, name), pid: Number(pid) }];
  });
}

/** Removes what killed processes left; in a container, one of them had the number that is ours now. */
async function removeAbandoned(place: string): Promise<void> {
  for (const { path, pid } of await partsOf(place)) {
    const isFilled = pid === Deno.pid ? underWay.has(path) : isAlive(pid);
    if (!isFilled) await Deno.remove(path, { recursive: true }).catch(() => {});
  }
}

/**
 * The place of a folder that may be filled: where a link leads, if it is one.
 *
 * @throws {UsageError} if the place holds something else
 */
export async function freePlace(
  folder: string,
  mayReplace: (folder: string) => Promise<boolean>,
): Promise<string> {
  const place = await exists(folder) ? await Deno.realPath(folder) : folder.replace(/[\\/]+$/, "");
  if (await isFree(place)) return place;
  const fault = !await isFolder(place)
    ? "it is a file"
    : await mayReplace(place)
    ? null
    : "it contains other files: choose another folder";
  if (fault === null) return place;
  throw new UsageError(`Cannot write "${place}": ${fault}`);
}

/** Whether nothing is there, or an empty folder. */
async function isFree(place: string): Promise<boolean> {
  if (!await isFolder(place)) return !await exists(place);
  for await (const _ of Deno.readDir(place)) return false;
  return true;
}

/** Tells a folder from any other, and from itself once its list of files is another one. */
async function stampOf(place: string): Promise<string | undefined> {
  const found = await Deno.stat(place).catch(() => undefined);
  return found && `${found.dev} ${found.ino} ${found.mtime?.getTime()}`;
}

async function makeFolder(place: string, part: string): Promise<void> {
  try {
    await Deno.mkdir(dirname(place), { recursive: true });
    await Deno.mkdir(part);
  } catch (error) {
    throw new UsageError(`Cannot write "${place}": ${(error as Error).message}`);
  }
}

/** A folder at which a disk is mounted, as into a container, stays where it is. */
async function checkMovable(place: string, aside: string): Promise<void> {
  try {
    await Deno.rename(place, aside);
  } catch (cause) {
    const fault = "it can be filled, but not be replaced, as where a disk is mounted";
    throw new UsageError(`Cannot write "${place}": ${fault}: name a folder in it`, { cause });
  }
  await Deno.rename(aside, place);
}

/**
 * Moves the finished folder to its place; an older one is there until then.
 *
 * @param before stamp of what may be replaced
 */
async function movePart(part: string, place: string, before: string | undefined): Promise<void> {
  if (await stampOf(place) !== before && !await isFree(place)) await leaveBeside(part, place);
  const old = `${part}.old`;
  const replaced = await Deno.rename(place, old).then(() => true, () => false);
  try {
    await Deno.rename(part, place);
  } catch (error) {
    if (replaced) await Deno.rename(old, place);
    throw error;
  }
  if (replaced) await Deno.remove(old, { recursive: true });
}

async function leaveBeside(part: string, place: string): Promise<never> {
  const beside = `${place}.${Deno.pid}`;
  await Deno.rename(part, beside);
  throw new UsageError(
    `Cannot write "${place}": another process has written there: the output is in "${beside}"`,
  );
}
