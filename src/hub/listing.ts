/**
 * What a repository of the Hub holds: its commit and its files.
 *
 * @module
 */
import { NotCached, UsageError } from "../core/errors.ts";
import { isCommit } from "./cache.ts";
import { request, type Telling, wholeOf } from "./client.ts";
import type { Hub } from "./environment.ts";
import { isPlainPath } from "./names.ts";
import { fetching, type Wanted } from "./refusal.ts";

/** A file of a repository, as the Hub lists it. */
export interface RemoteFile {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of the content, or git's SHA-1 of it with its header: the cache's name of the blob. */
  readonly etag: string;
}

/** The files of one commit. */
export interface Listing {
  readonly commit: string;
  readonly files: readonly RemoteFile[];
}

/** The answer of a server that is not the Hub, or means harm. */
class BadAnswer extends Error {}

/**
 * Asks the Hub which commit a revision is, and for its files.
 *
 * @param telling absent: the files are to be fetched
 * @throws {Unreachable} if the Hub does not answer
 * @throws {UsageError} if it refuses, or a name in its answer could do harm
 */
export async function listRepo(
  hub: Hub,
  wanted: Wanted,
  telling: Telling = fetching(hub, wanted),
): Promise<Listing> {
  const { datasetInfo, listFiles, modelInfo } = await import("@huggingface/hub"); // heavy: on demand
  const { repo, revision } = wanted;
  const common = {
    hubUrl: hub.endpoint,
    fetch: async (url: string | URL | Request, init: RequestInit = {}) => {
      const connect = () => AbortSignal.timeout(hub.idleMs);
      return await wholeOf(await request(hub, telling, String(url), init, connect), telling);
    },
  };
  try {
    const about = { ...common, name: repo.id, revision };
    const { sha: commit } = repo.kind === "model"
      ? await modelInfo({ ...about, additionalFields: ["sha"] })
      : await datasetInfo({ ...about, additionalFields: ["sha"] });
    if (!isCommit(commit) || (isCommit(revision) && commit !== revision)) {
      throw new BadAnswer(`its commit must be ${isCommit(revision) ? revision : "a SHA-1"}`);
    }
    const files: RemoteFile[] = [];
    const type = repo.kind;
    const entries = listFiles({
      ...common,
      repo: { type, name: repo.id },
      recursive: true,
      revision: commit,
    });
    for await (const entry of entries) if (entry.type === "file") files.push(checkEntry(entry));
    return { commit, files };
  } catch (error) {
    if (error instanceof NotCached || error instanceof UsageError) throw error;
    const fault = error instanceof BadAnswer ? error.message : "it is not the Hub's";
    throw telling.unusable(fault);
  }
}

/** The parts of an entry that become names of files on our disk must be harmless. */
function checkEntry(
  entry: { path: string; size: number; oid?: string; lfs?: { oid: string } },
): RemoteFile {
  const etag = entry.lfs?.oid ?? entry.oid ?? "";
  if (!isPlainPath(entry.path)) {
    throw new BadAnswer(`file name ${JSON.stringify(entry.path)} leaves the folder`);
  }
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(etag)) {
    throw new BadAnswer(`file "${entry.path}" has no valid checksum`);
  }
  if (!Number.isSafeInteger(entry.size) || entry.size < 0) {
    throw new BadAnswer(`file "${entry.path}" has no valid size`);
  }
  return { path: entry.path, bytes: entry.size, etag };
}
