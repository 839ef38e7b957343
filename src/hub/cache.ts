/**
 * The Hub's cache on disk, in the layout of Python's `huggingface_hub`, so that both share it:
 *
 * ```
 * models--org--name/refs/main               the commit that a name stood for
 *                   blobs/<etag>            contents
 *                   snapshots/<commit>/...  file names, links to blobs
 * ```
 *
 * Source: https://huggingface.co/docs/huggingface_hub/guides/manage-cache
 *
 * @module
 */
import { dirname, join, relative } from "node:path";
import { writeAtomically } from "../core/atomic_file.ts";
import { UsageError } from "../core/errors.ts";
import { isPlainPath } from "./names.ts";

/** A repository of the Hub. */
export interface Repo {
  readonly kind: "model" | "dataset";
  /** Such as `google-t5/t5-small`. */
  readonly id: string;
}

/** Whether the text is a commit and not a branch or tag: it stands for the same files forever. */
export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision);
}

/** The folder of Hugging Face's files: `HF_HOME`, or its place below the user's cache. */
export function huggingFaceHome(): string {
  const env = (name: string) => Deno.env.get(name) || undefined; // empty counts as not set
  const cache = env("XDG_CACHE_HOME") ?? join(env("HOME") ?? env("USERPROFILE") ?? ".", ".cache");
  return env("HF_HOME") ?? join(cache, "huggingface");
}

/** The cache's folder: `HF_HUB_CACHE`, or `hub` below {@linkcode huggingFaceHome}. */
export function hubCache(): string {
  return Deno.env.get("HF_HUB_CACHE") || Deno.env.get("HUGGINGFACE_HUB_CACHE") ||
    join(huggingFaceHome(), "hub");
}

/** Folder of a repository, `models--org--name`, without the cache's own folder. */
export function repoFolder({ kind, id }: Repo): string {
  return [`${kind}s`, ...id.split("/")].join("--");
}

/** Folder of the files of a commit; it may hold some of them or none. */
export function snapshotFolder(cache: string, repo: Repo, commit: string): string {
  return join(cache, repoFolder(repo), "snapshots", commit);
}

/** The commit that a revision stood for when it was last fetched; undefined if it never was. */
export async function cachedCommit(
  cache: string,
  repo: Repo,
  revision: string,
): Promise<string | undefined> {
  if (isCommit(revision)) return revision;
  const text = await Deno.readTextFile(refFile(cache, repo, revision)).catch(() => "");
  return isCommit(text.trim()) ? text.trim() : undefined;
}

/** Notes which commit a revision stands for. */
export async function rememberCommit(
  cache: string,
  repo: Repo,
  revision: string,
  commit: string,
): Promise<void> {
  if (isCommit(revision)) return;
  await writeAtomically(refFile(cache, repo, revision), commit);
}

function refFile(cache: string, repo: Repo, revision: string): string {
  if (!isPlainPath(revision)) {
    throw new UsageError(`Cannot find revision "${revision}" of "${repo.id}": it is not a name`);
  }
  return join(cache, repoFolder(repo), "refs", revision);
}

/** Gives a blob its name in a snapshot, by a relative link as Python does, else by a copy. */
export async function linkBlob(blob: string, pointer: string): Promise<void> {
  await Deno.mkdir(dirname(pointer), { recursive: true });
  await Deno.remove(pointer).catch(() => {}); // a link to a blob that is gone
  try {
    await Deno.symlink(relative(dirname(pointer), blob), pointer, { type: "file" });
  } catch {
    await copyWhole(blob, pointer); // file systems and Windows accounts without links
  }
}

/** Copies a file beside its place first: half a copy would be taken for the file. */
async function copyWhole(from: string, to: string): Promise<void> {
  const part = `${to}.${Deno.pid}.part`;
  try {
    await Deno.copyFile(from, part);
    await Deno.rename(part, to);
  } catch (error) {
    await Deno.remove(part).catch(() => {});
    throw error;
  }
}
