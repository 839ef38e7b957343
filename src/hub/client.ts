/**
 * How the kit talks to the Hub: requests, tried again, on connections that are watched.
 *
 * The token goes to the Hub's own address only.
 *
 * @module
 */
import type { Hub } from "./environment.ts";
import { silence } from "./silence.ts";

/** How a request that fails is told to the reader. */
export interface Telling {
  /** The error of an answer that is none. */
  refused(response: Response): Error;
  /** The error of a try that another time may succeed. */
  broken(reason: string): Error;
  /** The error of an answer that is not the Hub's. */
  unusable(fault: string): Error;
}

/**
 * Sends a request; tries again when the Hub is busy or out of order.
 *
 * @param connect the signal of one try: what the Hub asks to wait between two does not count
 * @throws {Error} as `telling` has it: broken if there is no answer, refused if there is another one than
 *   success
 */
export async function request(
  hub: Hub,
  telling: Telling,
  url: string,
  init: RequestInit,
  connect: () => AbortSignal,
): Promise<Response> {
  const headers = new Headers(init.headers);
  const isOwn = new URL(url).origin === new URL(hub.endpoint).origin;
  if (hub.token && isOwn) headers.set("Authorization", `Bearer ${hub.token}`);
  for (let attempt = 0;; attempt++) {
    const response = await send(hub, telling, url, { ...init, headers, signal: connect() });
    if (response.ok) return response;
    await response.body?.cancel();
    const delay = hub.retryDelays[attempt];
    const isPassing = response.status === 429 || response.status >= 500;
    if (!isPassing || delay === undefined) throw telling.refused(response);
    await sleep(Math.max(delay, retryAfterMs(response)));
  }
}

async function send(
  hub: Hub,
  telling: Telling,
  url: string,
  init: RequestInit,
): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    throw telling.broken(silence(hub, error));
  }
}

/**
 * Waits for the whole answer: what breaks off says nothing about the Hub.
 *
 * @throws {Error} as `telling` has it, if it does
 */
export async function wholeOf(response: Response, telling: Telling): Promise<Response> {
  const body = await response.text().catch(() => {
    throw telling.broken("the connection broke off");
  });
  return new Response(body || null, response); // 204 may have no body, not even an empty one
}

/** What a server asks to wait, a minute at most. */
function retryAfterMs(response: Response): number {
  const seconds = Number(response.headers.get("Retry-After") ?? 0);
  return Number.isFinite(seconds) ? Math.min(60, seconds) * 1000 : 0;
}

/** Resolves after that many milliseconds. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Cuts a connection that is silent for too long. */
export class Watchdog implements Disposable {
  #connection = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly idleMs: number) {}

  /** Watches a new connection, whose signal is to be handed to `fetch`. */
  connect(): AbortSignal {
    this.#connection = new AbortController();
    this.reset();
    return this.#connection.signal;
  }

  /** Something came: waits anew. */
  reset(): void {
    const connection = this.#connection;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => connection.abort(), this.idleMs);
  }

  /** Stops watching. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
