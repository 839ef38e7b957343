/**
 * Why pip fetched nothing, for the engines whose library comes in a wheel.
 *
 * @module
 */

/** Turns what pip wrote to stderr into half a sentence. */
export function pipReason(stderr: string): string {
  if (/No space left|ENOSPC/i.test(stderr)) return "the disk is full: free some space";
  if (/NewConnectionError|name resolution|unreachable|timed? ?out|Max retries/i.test(stderr)) {
    return "pip cannot reach its package index: check the network or the proxy";
  }
  const lines = stderr.split("\n").filter((line) => /ERROR/.test(line));
  const last = lines.at(-1)?.replace(/^ERROR:\s*/, "").trim();
  return `pip failed${last ? ` with "${last}"` : ""}`;
}
