/**
 * Publishing an adapter on the Hub: what goes there, and the commit that brings it.
 *
 * @module
 */
import { CARD } from "../adapters/card.ts";
import { OURS } from "../adapters/files.ts";
import { KIT } from "../adapters/folder.ts";
import { type PublicAdapter, publicAdapter } from "../adapters/public.ts";
import { UsageError } from "../core/errors.ts";
import { hashFile } from "../core/hash.ts";
import { type Hub, hubFromEnvironment } from "../hub/environment.ts";
import { readObject } from "../hub/json_object.ts";
import type { Listing } from "../hub/listing.ts";
import { PEFT_CONFIG, PEFT_WEIGHTS } from "../hub/peft_folder.ts";
import { commitFiles, createRepo, findRepo } from "../hub/publish.ts";
import { tokenToPublish } from "../hub/publish_requests.ts";
import { isId, parseId, resolveFile } from "../hub/resolve.ts";

/** What is published where; whatever is left out has a default. */
export interface PublicationWords {
  /** Id of a model repository, such as `user/name`; it is made if there is none. */
  readonly repo: string;
  /** Whether a new repository is private; absent: as its owner has set. */
  readonly private?: boolean;
  /** Title of the commit; absent: `Upload adapter`. */
  readonly message?: string;
  /** Id of the base model on the Hub, for an adapter that was trained on a local folder of it. */
  readonly base?: string;
}

/** What is to be published, ready. */
export interface Publication extends PublicAdapter {
  readonly words: PublicationWords;
}

/** What was published. */
export interface Published {
  /** Page of the repository. */
  readonly url: string;
  /** Id of the commit. */
  readonly commit: string;
}

/** Files that any repository may have. */
const COMMON_FILE = /^(\.gitattributes|README\.md|LICENSE.*)$/;

/**
 * Reads what is published; asks no server.
 *
 * @param adapter its folder
 * @throws {UsageError} if the folder holds no adapter that can be published, or an id is none
 */
export async function preparePublication(
  adapter: string,
  words: PublicationWords,
): Promise<Publication> {
  checkRepo(words.repo);
  if (words.base !== undefined) parseId(words.base);
  return { ...await publicAdapter(adapter, words), words };
}

function checkRepo(repo: string): void {
  if (repo.includes("/") && isId(repo)) return;
  throw new UsageError(
    `Cannot push to "${repo}": it must be the id of a model repository, such as "user/name"`,
  );
}

/**
 * Publishes an adapter as one commit; a repository that is there keeps its other files.
 *
 * @throws {UsageError} if the Hub does not answer or refuses, or the repository holds something else
 * @throws {RunInterrupted} if it was stopped before the Hub confirmed the commit
 */
export async function publish(
  { files, hasOurCard, words }: Publication,
  signal: AbortSignal,
  notice: (line: string) => void,
): Promise<Published> {
  const { repo, message = "Upload adapter" } = words;
  const hub = hubFromEnvironment(notice);
  tokenToPublish(hub, repo);
  const there = await findRepo(hub, repo);
  if (there === undefined) await createRepo(hub, repo, words.private ?? false, signal);
  else {
    checkReplaceable(repo, there);
    if (words.private) notice(`"${repo}" is there already: who may see it stays as it is`);
  }
  const keepsCard = there !== undefined && hasOurCard && await hasOwnCard(hub, repo, there);
  if (keepsCard) notice(`The ${CARD} of "${repo}" is not the kit's: it stays as it is`);
  const sent = files.filter(({ path }) => !(keepsCard && path === CARD));
  const removed = partsOf(there).filter((path) => !files.some((file) => file.path === path));
  const commit = await commitFiles(hub, { repo, files: sent, removed, message }, signal);
  return { url: `${hub.endpoint}/${repo}`, commit };
}

/** Refuses a repository that somebody uses for something else, such as a model. */
function checkReplaceable(repo: string, { files }: Listing): void {
  const paths = files.map(({ path }) => path);
  const other = paths.find((path) => !COMMON_FILE.test(path));
  if (other === undefined || paths.includes(KIT) || paths.includes(PEFT_CONFIG)) return;
  throw new UsageError(
    `Cannot push to "${repo}": it holds "${other}" and no adapter: choose another repository`,
  );
}

/** The files of the adapter that a repository holds, without its card. */
function partsOf(there: Listing | undefined): string[] {
  const paths = there?.files.map(({ path }) => path) ?? [];
  const names = paths.includes(KIT) ? OURS : [PEFT_CONFIG, PEFT_WEIGHTS];
  return paths.filter((path) => path !== CARD && names.includes(path));
}

/** Whether the repository has a card that somebody wrote, or changed. */
async function hasOwnCard(hub: Hub, repo: string, { commit, files }: Listing): Promise<boolean> {
  const has = (path: string) => files.some((file) => file.path === path);
  if (!has(CARD)) return false;
  if (!has(KIT)) return true;
  const quiet = { ...hub, notice: () => {} };
  const fetched = (path: string) =>
    resolveFile({ kind: "model", repo, revision: commit, path }, { hub: quiet });
  const [card, kit] = [await hashFile(await fetched(CARD)), await fetched(KIT)];
  return await readObject(kit).then((content) => content.card !== card, () => true);
}
