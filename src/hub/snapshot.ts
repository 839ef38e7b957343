/**
 * Brings the files that are needed of a repository into the cache, or finds them there.
 *
 * @module
 */
import { showProgress } from "../core/progress.ts";
import { cachedCommit, isCommit, rememberCommit, snapshotFolder } from "./cache.ts";
import { downloadFile } from "./download.ts";
import type { Hub } from "./environment.ts";
import { listRepo, type RemoteFile } from "./listing.ts";
import { Unreachable, unreachable, type Wanted } from "./refusal.ts";

/** Which files of a repository are needed. */
export interface Needs {
  /**
   * Chooses among the files of a commit; they are fetched in the order returned.
   *
   * @throws {UsageError} if what is needed is not among them
   */
  pick(paths: readonly string[]): readonly string[];
  /** Whether a folder of the cache has all that is needed. */
  isComplete(folder: string): Promise<boolean>;
}

/**
 * Returns the folder with the needed files of a revision, fetching what is missing.
 *
 * A pinned commit that is complete needs no network; a branch is looked up, and its last known
 * commit serves when the Hub does not answer.
 *
 * @throws {NotCached} if a file is missing and cannot be fetched; names the command that fetches
 * @throws {UsageError} if the Hub refuses, or the repository lacks what is needed
 */
export async function fetchSnapshot(hub: Hub, wanted: Wanted, needs: Needs): Promise<string> {
  const cached = await findCached(hub, wanted, needs);
  if (cached && (hub.offline || isCommit(wanted.revision))) return cached;
  if (hub.offline) {
    throw unreachable(hub, wanted, "it is not in the cache and HF_HUB_OFFLINE is set");
  }
  try {
    return await fetchMissing(hub, wanted, needs);
  } catch (error) {
    if (!(error instanceof Unreachable) || !cached) throw error;
    (hub.notice ?? console.error)(
      `${error.message.split(": run ")[0]}: using the copy in the cache`,
    );
    return cached;
  }
}

async function findCached(hub: Hub, wanted: Wanted, needs: Needs): Promise<string | undefined> {
  const commit = await cachedCommit(hub.cache, wanted.repo, wanted.revision);
  if (commit === undefined) return undefined;
  const folder = snapshotFolder(hub.cache, wanted.repo, commit);
  return await needs.isComplete(folder) ? folder : undefined;
}

async function fetchMissing(hub: Hub, wanted: Wanted, needs: Needs): Promise<string> {
  const { repo, revision } = wanted;
  const { commit, files } = await listRepo(hub, wanted);
  const byPath = new Map(files.map((file) => [file.path, file]));
  const chosen = needs.pick([...byPath.keys()]).map((path) => byPath.get(path)!);
  await downloadAll(hub, wanted, commit, chosen);
  // last, so that a name never stands for a commit whose files are not all there
  await rememberCommit(hub.cache, repo, revision, commit);
  return snapshotFolder(hub.cache, repo, commit);
}

async function downloadAll(
  hub: Hub,
  wanted: Wanted,
  commit: string,
  files: readonly RemoteFile[],
): Promise<void> {
  const { repo, revision } = wanted;
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const label = `Downloading ${repo.id}${revision === "main" ? "" : `@${revision.slice(0, 12)}`}`;
  const progress = showProgress(label, total, { notice: hub.notice });
  let before = 0;
  try {
    for (const file of files) {
      await downloadFile(hub, { wanted, commit, file }, (bytes) => progress.update(before + bytes));
      before += file.bytes;
    }
  } finally {
    progress.finish();
  }
}
