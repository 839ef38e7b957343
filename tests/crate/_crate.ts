/**
 * Crates of made-up runs, and what is in them.
 *
 * @module
 */
import { join } from "node:path";
import { ROOT } from "../../src/core/paths.ts";
import { readCitationFile } from "../../src/crate/citation_file.ts";
import type { Entity } from "../../src/crate/entity.ts";
import { crateFiles } from "../../src/crate/files.ts";
import type { ResultSet } from "../../src/crate/result_set.ts";
import { WHOLE } from "../report/_small.ts";

const kit = readCitationFile(await Deno.readTextFile(join(ROOT, "CITATION.cff")));

/** One small experiment. */
export const SET: ResultSet = {
  results: [WHOLE],
  diverged: [],
  isWhole: false,
  authors: [{ name: "Ada Lovelace", affiliation: "University of London" }],
  license: "CC-BY-4.0",
  kit,
};

/** The files of a crate by path. */
export async function filesOf(set: ResultSet): Promise<Map<string, Uint8Array>> {
  const files = await Array.fromAsync(crateFiles(set));
  return new Map(files.map(({ path, bytes }) => [path, bytes]));
}

/** The entities of a crate's metadata by id. */
export function graphOf(files: ReadonlyMap<string, Uint8Array>): Map<string, Entity> {
  const text = new TextDecoder().decode(files.get("ro-crate-metadata.json"));
  const graph: Entity[] = JSON.parse(text)["@graph"];
  return new Map(graph.map((entity) => [entity["@id"], entity]));
}

/** What an entity names by a property, whether one or several. */
export function idsOf(entity: Entity | undefined, property: string): string[] {
  return [entity?.[property]].flat().map((value) => (value as { "@id": string })["@id"]);
}
