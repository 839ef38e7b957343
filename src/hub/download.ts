/**
 * Brings one file of the Hub into the cache: goes on where a broken download stopped, and believes
 * the content only if its checksum is the one that the Hub listed.
 *
 * `downloadFileToCacheDir` of `@huggingface/hub` does neither, and notes no revision; so only its
 * listing is used. Temporary names and locks are Python's, so both may run at once.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { isFile } from "../core/exists.ts";
import { hashFile } from "../core/hash.ts";
import { withLock } from "../core/lock.ts";
import { isDiskFull } from "../core/space.ts";
import { writeAll } from "../core/write_all.ts";
import { linkBlob, repoFolder, snapshotFolder } from "./cache.ts";
import { request, sleep, Watchdog } from "./client.ts";
import type { Hub } from "./environment.ts";
import type { RemoteFile } from "./listing.ts";
import { fetching, Unreachable, unreachable, type Wanted } from "./refusal.ts";

/** A file of a commit. */
export interface FileOfCommit {
  readonly wanted: Wanted;
  readonly commit: string;
  readonly file: RemoteFile;
}

/**
 * Fetches a file unless it is cached.
 *
 * @param onBytes called with the bytes of this file that are on disk so far
 * @returns its path in the snapshot
 * @throws {Unreachable} if the connection fails for good; what has come is kept for the next try
 */
export async function downloadFile(
  hub: Hub,
  target: FileOfCommit,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const { wanted: { repo }, commit, file } = target;
  const pointer = join(snapshotFolder(hub.cache, repo, commit), file.path);
  if (await isFile(pointer)) return pointer;
  const blob = join(hub.cache, repoFolder(repo), "blobs", file.etag);
  await Deno.mkdir(dirname(blob), { recursive: true });
  const lock = join(hub.cache, ".locks", repoFolder(repo), `${file.etag}.lock`);
  const says = `Waiting for another process that downloads "${file.path}" of ${repo.id}`;
  await withLock(lock, { says, notice: hub.notice }, async () => {
    if (!await isFile(blob)) {
      await completePart(hub, target, `${blob}.incomplete`, onBytes);
      await Deno.rename(`${blob}.incomplete`, blob);
    }
    if (!await isFile(pointer)) await linkBlob(blob, pointer); // a good link is not taken from readers
  });
  onBytes(file.bytes);
  return pointer;
}

/** Fills the part file to its whole size and checks it; a resumed one gets a second chance. */
async function completePart(
  hub: Hub,
  target: FileOfCommit,
  part: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const isFresh = await sizeOf(part) === 0;
  for (const isLast of [isFresh, true]) {
    await fillPart(hub, target, part, onBytes);
    const actual = await checksum(part, target.file);
    if (actual === target.file.etag) return;
    await Deno.remove(part);
    if (isLast) {
      const { path, etag } = target.file;
      const reason = `checksum of "${path}" must be ${etag}: the file that came has ${actual}`;
      throw unreachable(hub, wantedOf(target), reason);
    }
  }
}

/** Appends to the part file until it is whole, connecting again after a break. */
async function fillPart(
  hub: Hub,
  target: FileOfCommit,
  part: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  for (let failures = 0;;) {
    const before = await sizeOf(part);
    try {
      if (before !== target.file.bytes) await append(hub, target, part, onBytes);
      if (await sizeOf(part) === target.file.bytes) return;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw diskFull(error as Error, hub, target);
      if (failures >= hub.retryDelays.length) throw error;
    }
    if (await sizeOf(part) > before) failures = 0;
    const delay = hub.retryDelays[failures++];
    if (delay === undefined) throw unreachable(hub, wantedOf(target), "the connection broke off");
    await sleep(delay);
  }
}

/** One connection: asks for the bytes that are missing and appends what comes. */
async function append(
  hub: Hub,
  target: FileOfCommit,
  part: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const { bytes, path } = target.file;
  using output = await Deno.open(part, { create: true, write: true });
  let size = (await output.stat()).size;
  if (size > bytes) size = 0;
  using watchdog = new Watchdog(hub.idleMs);
  const headers: HeadersInit = size > 0 ? { Range: `bytes=${size}-` } : {};
  const connect = () => watchdog.connect();
  const telling = fetching(hub, wantedOf(target));
  const response = await request(hub, telling, urlOf(hub, target), { headers }, connect);
  const goesOn = response.headers.get("Content-Range")?.startsWith(`bytes ${size}-`);
  if (response.status !== 206 || !goesOn) size = 0; // a server without ranges sends all
  await output.truncate(size);
  await output.seek(size, Deno.SeekMode.Start);
  const fail = (reason: string) => unreachable(hub, wantedOf(target), reason);
  for await (const chunk of chunksOf(response, () => fail("the connection broke off"))) {
    watchdog.reset();
    if (size + chunk.length > bytes) throw fail(`"${path}" is longer than its ${bytes} bytes`);
    await writeAll(output, chunk);
    onBytes(size += chunk.length);
  }
}

/** The chunks of a response; a broken connection becomes the error that `fail` makes. */
async function* chunksOf(response: Response, fail: () => Error): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  try {
    while (reader) {
      const { done, value } = await reader.read().catch(() => {
        throw fail();
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader?.cancel().catch(() => {}); // it may be broken already
  }
}

function urlOf(hub: Hub, { wanted: { repo }, commit, file }: FileOfCommit): string {
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  const kind = repo.kind === "dataset" ? "datasets/" : "";
  return `${hub.endpoint}/${kind}${repo.id}/resolve/${commit}/${path}`;
}

function wantedOf({ wanted, commit }: FileOfCommit): Wanted {
  return { ...wanted, revision: commit };
}

/** The checksum by which the Hub names the content: SHA-256, or git's SHA-1 of a blob. */
function checksum(path: string, { etag, bytes }: RemoteFile): Promise<string> {
  const hash = createHash(etag.length === 64 ? "sha256" : "sha1");
  if (etag.length === 40) hash.update(`blob ${bytes}\0`);
  return hashFile(path, hash);
}

function diskFull(error: Error, hub: Hub, target: FileOfCommit): Error {
  if (!isDiskFull(error.message)) return error;
  const megabytes = Math.ceil(target.file.bytes / 1e6);
  return unreachable(hub, wantedOf(target), `the disk is full: free ${megabytes} MB`);
}

function sizeOf(path: string): Promise<number> {
  return Deno.stat(path).then(({ size }) => size, () => 0);
}
