/**
 * A local Hub on which "ada" may publish, and an empty cache; the environment points at both.
 *
 * @module
 */
import { join } from "node:path";
import { inTempFolder } from "../_folder.ts";
import { withEnvironment } from "./_environment.ts";
import { HubServer } from "./server.ts";

/** The token of "ada". */
export const TOKEN = "hf_ada";

/** Runs a test with such a Hub. */
export function withPublishing(test: (server: HubServer) => Promise<void>): Promise<void> {
  return inTempFolder(async (folder) => {
    await using server = new HubServer({});
    server.uploads.writers[TOKEN] = ["ada"];
    const environment = {
      HF_ENDPOINT: server.endpoint,
      HF_HOME: join(folder, "hf"),
      HF_TOKEN: TOKEN,
    };
    await withEnvironment(environment, () => test(server));
  });
}

/** The text of a file of a repository of the Hub. */
export function textOf({ repositories }: HubServer, id: string, path: string): string {
  return new TextDecoder().decode(repositories[`models/${id}`]!.files[path]);
}

/** Names of the files of a repository. */
export function namesOf({ repositories }: HubServer, id: string): string[] {
  return Object.keys(repositories[`models/${id}`]!.files).sort();
}
