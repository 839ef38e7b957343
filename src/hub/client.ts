/**
 * How the kit talks to the Hub: where it is, who we are, and what its refusals mean.
 *
 * The token goes to the Hub's own address only and stands in no message: no text of a server is
 * ever repeated.
 *
 * @module
 */
import { join } from "node:path";
import { NotCached, UsageError } from "../core/errors.ts";
import { hubCache, huggingFaceHome, type Repo } from "./cache.ts";

/** The Hub as this process uses it. */
export interface Hub {
  readonly endpoint: string;
  readonly token?: string | undefined;
  /** Whether nothing may be fetched. */
  readonly offline: boolean;
  /** Folder of the cache. */
  readonly cache: string;
  /** Milliseconds to wait before each further try. */
  readonly retryDelays: readonly number[];
  /** Milliseconds without a byte after which a connection counts as broken. */
  readonly idleMs: number;
  /** Where notices and progress go; absent: stderr. */
  readonly notice?: ((line: string) => void) | undefined;
}

/** What is asked for, as error messages name it. */
export interface Wanted {
  readonly repo: Repo;
  readonly revision: string;
  /** The command that fetches it; absent: `deno task fetch`. */
  readonly command?: string | undefined;
}

/** The Hub did not answer, or broke off: what is cached may serve instead. */
export class Unreachable extends NotCached {
  /** @param command that fetches it */
  constructor(message: string, readonly command: string) {
    super(message);
  }
}

/**
 * Reads `HF_ENDPOINT`, `HF_TOKEN`, `HF_HUB_OFFLINE` and the cache's variables, as Python does.
 *
 * @throws {UsageError} if `HF_ENDPOINT` is no address
 */
export function hubFromEnvironment(notice?: (line: string) => void): Hub {
  const offline = /^(1|true|yes|on)$/i.test(Deno.env.get("HF_HUB_OFFLINE") ?? "");
  return {
    endpoint: readEndpoint(Deno.env.get("HF_ENDPOINT") || "https://huggingface.co"),
    token: Deno.env.get("HF_TOKEN")?.trim() || savedToken(),
    offline,
    cache: hubCache(),
    retryDelays: [500, 2000, 8000],
    idleMs: 30_000,
    notice,
  };
}

function readEndpoint(text: string): string {
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? "")) return text.replace(/\/+$/, "");
  throw new UsageError(
    `Cannot use HF_ENDPOINT as it must be an address such as https://huggingface.co: it is "${text}"`,
  );
}

/** The token that `hf auth login` wrote. */
function savedToken(): string | undefined {
  const path = Deno.env.get("HF_TOKEN_PATH") || join(huggingFaceHome(), "token");
  try {
    return Deno.readTextFileSync(path).trim() || undefined;
  } catch {
    return undefined;
  }
}

/**
 * Sends a request; tries again when the Hub is busy or out of order.
 *
 * @param connect the signal of one try: what the Hub asks to wait between two does not count
 * @throws {Unreachable} if there is no answer, or none but "busy"
 * @throws {UsageError} if the Hub refuses
 */
export async function request(
  hub: Hub,
  wanted: Wanted,
  url: string,
  init: RequestInit,
  connect: () => AbortSignal,
): Promise<Response> {
  const headers = new Headers(init.headers);
  const isOwn = new URL(url).origin === new URL(hub.endpoint).origin;
  if (hub.token && isOwn) headers.set("Authorization", `Bearer ${hub.token}`);
  for (let attempt = 0;; attempt++) {
    const response = await send(hub, wanted, url, { ...init, headers, signal: connect() });
    if (response.ok) return response;
    await response.body?.cancel();
    const delay = hub.retryDelays[attempt];
    const isPassing = response.status === 429 || response.status >= 500;
    if (!isPassing || delay === undefined) throw refusal(hub, wanted, response);
    await sleep(Math.max(delay, retryAfterMs(response)));
  }
}

async function send(
  hub: Hub,
  wanted: Wanted,
  url: string,
  init: RequestInit,
): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    throw unreachable(hub, wanted, silence(hub, error));
  }
}

/** What the runtime says of a connection that failed, and what it means for the reader. */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/dns error/, ": its name is not known here"],
  [
    /certificate/,
    ": its certificate is not trusted here: name a file with its authority in DENO_CERT",
  ],
  [/tunnel/, ": the proxy lets nothing through to it"],
];

/** Which server did not answer, which need not be the Hub but may be its storage, and why. */
function silence(hub: Hub, error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  const server = URL.parse(message.match(/https?:\/\/[^\s/)]+/)?.[0] ?? "")?.host;
  const isStorage = server !== undefined && server !== new URL(hub.endpoint).host;
  const cause = CAUSES.find(([pattern]) => pattern.test(message))?.[1] ?? "";
  const proxy = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
    .find((name) => Deno.env.get(name));
  return `${isStorage ? `its storage at ${server}` : hub.endpoint} does not answer` +
    (proxy === undefined ? "" : ` (${proxy} is set)`) + cause;
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

function refusal(hub: Hub, wanted: Wanted, response: Response): Error {
  const { repo, revision } = wanted;
  const code = response.headers.get("X-Error-Code");
  const cannot = `Cannot fetch ${repo.kind} "${repo.id}"`;
  const { status } = response;
  const server = new URL(response.url);
  if (status >= 400 && status < 429 && server.origin !== new URL(hub.endpoint).origin) {
    const reason = `its storage at ${server.host} refuses with status ${status}`;
    return unreachable(hub, wanted, `${reason}: a firewall may be in the way`);
  }
  if (status === 403 || code === "GatedRepo") {
    const page = `${hub.endpoint}/${repo.kind === "dataset" ? "datasets/" : ""}${repo.id}`;
    return new UsageError(
      `${cannot}: access is restricted (${status}): accept its terms at ${page}, then set HF_TOKEN`,
    );
  }
  if (status === 401) {
    const advice = hub.token ? "HF_TOKEN is not valid for it" : "check the name, or set HF_TOKEN";
    return new UsageError(`${cannot}: it does not exist or is private (401): ${advice}`);
  }
  if (status === 404 && code === "RevisionNotFound") {
    return new UsageError(`${cannot}: it has no revision "${revision}" (404)`);
  }
  if (status === 404) return new UsageError(`${cannot}: it does not exist (404): check the name`);
  if (status === 407) {
    return new UsageError(
      `${cannot}: the proxy wants to know who asks (407): put a name and a password into HTTPS_PROXY`,
    );
  }
  if (status === 429) {
    return unreachable(hub, wanted, "the Hub reports too many requests from here (429)");
  }
  if (status >= 500) return unreachable(hub, wanted, `the Hub has a server error (${status})`);
  return new UsageError(`${cannot}: the Hub answers with status ${status}`);
}

/** The error of a try that another time may succeed; it says how to go on. */
export function unreachable(hub: Hub, wanted: Wanted, reason: string): Unreachable {
  const again = hub.offline ? "without HF_HUB_OFFLINE" : "again later";
  const command = fetchCommand(wanted);
  return new Unreachable(
    `Cannot fetch ${wanted.repo.kind} "${wanted.repo.id}": ${reason}: run \`${command}\` ${again}`,
    command,
  );
}

/** The command that fetches what is wanted. */
function fetchCommand({ repo, revision, command }: Wanted): string {
  if (command !== undefined) return command;
  const kind = repo.kind === "dataset" ? " --dataset" : "";
  return `deno task fetch ${repo.id}${kind}${revision === "main" ? "" : ` --revision ${revision}`}`;
}
