/**
 * Why a server did not answer.
 *
 * @module
 */
import type { Hub } from "./environment.ts";

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
export function silence(hub: Hub, error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  const server = URL.parse(message.match(/https?:\/\/[^\s/)]+/)?.[0] ?? "")?.host;
  const isStorage = server !== undefined && server !== new URL(hub.endpoint).host;
  const cause = CAUSES.find(([pattern]) => pattern.test(message))?.[1] ?? "";
  const proxy = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
    .find((name) => Deno.env.get(name));
  return `${isStorage ? `its storage at ${server}` : hub.endpoint} does not answer` +
    (proxy === undefined ? "" : ` (${proxy} is set)`) + cause;
}
