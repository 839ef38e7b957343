/**
 * Where the Hub is for this process, and who we are there.
 *
 * @module
 */
import { join } from "node:path";
import { UsageError } from "../core/errors.ts";
import { hubCache, huggingFaceHome } from "./cache.ts";

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
