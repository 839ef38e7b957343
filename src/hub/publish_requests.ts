/**
 * How the Hub's own library talks to the Hub when something is published: through our requests, which
 * are watched, tried again and told in our words.
 *
 * @module
 */
import { RunInterrupted, UsageError } from "../core/errors.ts";
import { request, Watchdog, wholeOf } from "./client.ts";
import type { Hub } from "./environment.ts";
import { publishing } from "./publish_refusal.ts";
import { WatchedBlob } from "./watched_blob.ts";

/** What the library of the Hub asks for in every call. */
type Common = Readonly<Record<"hubUrl" | "accessToken", string>> & { readonly fetch: typeof fetch };

/**
 * The token with which something is published.
 *
 * @throws {UsageError} if there is none, or nothing may be sent
 */
export function tokenToPublish({ token, offline }: Hub, repo: string): string {
  const cannot = `Cannot push to "${repo}"`;
  if (offline) throw new UsageError(`${cannot}: HF_HUB_OFFLINE is set`);
  if (token === undefined) {
    throw new UsageError(`${cannot}: there is no token: set HF_TOKEN to one that may write`);
  }
  if (token.startsWith("hf_")) return token;
  throw new UsageError(`${cannot}: the token must begin with hf_: check HF_TOKEN`);
}

/** Sends what the library sends, as all requests are sent here: watched, and told in our words. */
export function commonOf(
  hub: Hub,
  repo: string,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Common {
  const send = async (url: string | URL | Request, init: RequestInit = {}) => {
    using watchdog = new Watchdog(hub.idleMs);
    const watched = (bytes: number) => {
      watchdog.reset();
      onBytes(bytes);
    };
    const body = init.body instanceof Blob ? new WatchedBlob(init.body, watched) : init.body;
    const connect = () => AbortSignal.any([signal, watchdog.connect()]);
    const telling = publishing(hub, repo);
    const sent = { ...init, ...(body !== undefined && { body }) };
    return await wholeOf(await request(hub, telling, String(url), sent, connect), telling);
  };
  return { hubUrl: hub.endpoint, accessToken: tokenToPublish(hub, repo), fetch: send };
}

/** Does what asks the Hub; an answer that cannot be used, or an interrupt, is told in our words. */
export async function answered<T>(
  hub: Hub,
  repo: string,
  signal: AbortSignal,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (signal.aborted) throw new RunInterrupted("Stopped: the Hub confirmed no commit");
    throw error instanceof UsageError
      ? error
      : publishing(hub, repo).unusable("it is not the Hub's");
  }
}
