/**
 * What the Hub's refusals and its silence mean for who fetches something.
 *
 * No text of a server is ever repeated, and the token stands in no message.
 *
 * @module
 */
import { NotCached, UsageError } from "../core/errors.ts";
import type { Repo } from "./cache.ts";
import type { Telling } from "./client.ts";
import type { Hub } from "./environment.ts";

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

/** How it is told that something cannot be fetched. */
export function fetching(hub: Hub, wanted: Wanted): Telling {
  return {
    refused: (response) => refusal(hub, wanted, response),
    broken: (reason) => unreachable(hub, wanted, reason),
    unusable: (fault) =>
      new UsageError(
        `Cannot fetch ${wanted.repo.kind} "${wanted.repo.id}": the answer of ${hub.endpoint} ` +
          `cannot be used: ${fault}`,
      ),
  };
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
