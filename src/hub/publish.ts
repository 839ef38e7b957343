/**
 * Puts files into a model repository of the Hub, as one commit.
 *
 * Large files go to the storage first, by git-lfs' plain transfer, and small ones within the commit; so
 * a repository never holds half of what is published.
 *
 * @module
 */
import { showProgress } from "../core/progress.ts";
import type { Hub } from "./environment.ts";
import { type Listing, listRepo } from "./listing.ts";
import { answered, commonOf } from "./publish_requests.ts";
import { publishing, PublishingRefused } from "./publish_refusal.ts";

/** A file to publish. */
export interface NewFile {
  /** Within the repository. */
  readonly path: string;
  readonly bytes: number;
  /** The content, or where it lies on this machine. */
  readonly content: Blob | URL;
}

/** One commit. */
export interface Commit {
  /** Id of the repository. */
  readonly repo: string;
  readonly files: readonly NewFile[];
  /** Files of the repository that are removed. */
  readonly removed: readonly string[];
  readonly message: string;
}

/** What a repository holds; undefined if there is none that we may see. */
export async function findRepo(hub: Hub, id: string): Promise<Listing | undefined> {
  try {
    const wanted = { repo: { kind: "model", id }, revision: "main" } as const;
    return await listRepo(hub, wanted, publishing(hub, id));
  } catch (error) {
    if (error instanceof PublishingRefused && [401, 404].includes(error.status)) return undefined;
    throw error;
  }
}

/**
 * Makes an empty repository.
 *
 * @throws {UsageError} if the Hub does not answer, or the token may not
 */
export async function createRepo(
  hub: Hub,
  repo: string,
  isPrivate: boolean,
  signal: AbortSignal,
): Promise<void> {
  const library = await import("@huggingface/hub"); // heavy: on demand
  const create = () =>
    library.createRepo({
      ...commonOf(hub, repo, signal, () => {}),
      repo: { type: "model", name: repo },
      ...(isPrivate && { visibility: "private" }),
    });
  await answered(hub, repo, signal, create).catch((error) => {
    const isThere = error instanceof PublishingRefused && error.status === 409;
    if (!isThere) throw error; // somebody made it meanwhile
  });
}

/**
 * Makes a commit in a repository that is there.
 *
 * @returns the id of the commit
 * @throws {UsageError} if the Hub does not answer or refuses
 * @throws {RunInterrupted} if it was stopped before the Hub confirmed the commit
 */
export async function commitFiles(
  hub: Hub,
  { repo, files, removed, message }: Commit,
  signal: AbortSignal,
): Promise<string> {
  const library = await import("@huggingface/hub"); // heavy: on demand
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const progress = showProgress(`Uploading to ${repo}`, total, { notice: hub.notice });
  let sent = 0;
  try {
    const made = await answered(hub, repo, signal, () =>
      library.commit({
        ...commonOf(hub, repo, signal, (bytes) => progress.update(sent += bytes)),
        repo: { type: "model", name: repo },
        title: message,
        operations: [
          ...files.map(({ path, content }) =>
            ({ operation: "addOrUpdate", path, content }) as const
          ),
          ...removed.map((path) => ({ operation: "delete", path }) as const),
        ],
        useXet: false,
        abortSignal: signal,
      }));
    progress.update(total);
    return made!.commit.oid;
  } finally {
    progress.finish();
  }
}
