/**
 * What the Hub's refusals and its silence mean for who publishes something.
 *
 * No text of a server is ever repeated, and the token stands in no message.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import type { Telling } from "./client.ts";
import type { Hub } from "./environment.ts";

const MEANINGS: Readonly<Record<number, string>> = {
  400: "the Hub does not accept it (400): check the name, and the metadata in README.md",
  401: "the token is not valid (401): check HF_TOKEN",
  404: "it does not exist, or the token may not see it (404): check the name and HF_TOKEN",
  407: "the proxy wants to know who asks (407): put a name and a password into HTTPS_PROXY",
  409: "somebody else changes it at the same time (409): run the same command again",
  413: "the Hub finds it too large (413)",
};

/** The Hub said no. */
export class PublishingRefused extends UsageError {
  constructor(message: string, readonly status: number) {
    super(message);
  }
}

/** How it is told that something cannot be published. */
export function publishing(hub: Hub, repo: string): Telling {
  const cannot = (reason: string) => new UsageError(`Cannot push to "${repo}": ${reason}`);
  const broken = (reason: string) => cannot(`${reason}: run the same command again later`);
  const [owner] = repo.split("/");
  return {
    broken,
    unusable: (fault) => cannot(`the answer of ${hub.endpoint} cannot be used: ${fault}`),
    refused({ status, url }) {
      const refuse = (reason: string) =>
        new PublishingRefused(`Cannot push to "${repo}": ${reason}`, status);
      const server = new URL(url);
      if (status === 429) return broken("the Hub reports too many requests from here (429)");
      if (status >= 500) return broken(`the Hub has a server error (${status})`);
      if (server.origin !== new URL(hub.endpoint).origin) {
        return refuse(`its storage at ${server.host} refuses with status ${status}`);
      }
      if (status === 402 || status === 403) {
        return refuse(
          `the token may not write there (${status}): it needs write access to "${owner}"`,
        );
      }
      return refuse(MEANINGS[status] ?? `the Hub answers with status ${status}`);
    },
  };
}
