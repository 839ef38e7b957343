/**
 * `ro-crate-metadata.json`: what the files are, and how they came to be.
 *
 * RO-Crate 1.1 with the profile Process Run Crate 0.5 (https://w3id.org/ro/wfrun/process/0.5). Every
 * fact is one of a record, of `CITATION.cff`, or was typed by who packed.
 *
 * @module
 */
import { resultId } from "../report/cite.ts";
import { actionEntities, countText } from "./action.ts";
import { authorEntities } from "./author.ts";
import { RUNS_FOLDER } from "./contents.ts";
import { compact, type Entity, refs, unique } from "./entity.ts";
import { finishedAt, type ResultSet, runsOf, setId, settingOf } from "./result_set.ts";
import { licenseEntity, PAPER_ENTITY, PROFILE } from "./works.ts";

/** A file that is in the crate. */
export interface ListedFile {
  readonly path: string;
  readonly name: string;
  readonly results: readonly string[];
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

/** Name of the file. */
export const METADATA_FILE = "ro-crate-metadata.json";

/** Name of the list of hashes, which `sha256sum --check` reads. */
export const MANIFEST_FILE = "manifest-sha256.txt";

const CONTEXT = [
  "https://w3id.org/ro/crate/1.1/context",
  "https://w3id.org/ro/terms/workflow-run/context",
];

/** The text of the file. */
export function metadataOf(set: ResultSet, listed: readonly ListedFile[]): string {
  const files = listed.filter(({ path }) => !path.startsWith(RUNS_FOLDER));
  const runs = runsEntity(set);
  const actions = set.results.map((result) => {
    const made = files.filter((file) => file.results.includes(resultId(result))).map(fileEntity);
    return actionEntities(result, set, [...made, runs]);
  });
  const parts = [...files.map(fileEntity), MANIFEST, runs];
  const graph = unique([
    DESCRIPTOR,
    rootEntity(set, parts, actions.map(([action]) => action)),
    ...parts,
    ...actions.map(([action]) => action),
    ...actions.flatMap(([, ...named]) => named),
    ...set.authors.flatMap(authorEntities),
    licenseEntity(set.license),
    licenseEntity(set.kit.license),
    PAPER_ENTITY,
    PROFILE,
  ]);
  return JSON.stringify({ "@context": CONTEXT, "@graph": graph.map(compact) }, null, 1) + "\n";
}

const DESCRIPTOR: Entity = {
  "@id": METADATA_FILE,
  "@type": "CreativeWork",
  conformsTo: { "@id": "https://w3id.org/ro/crate/1.1" },
  about: { "@id": "./" },
};

const MANIFEST: Entity = {
  "@id": MANIFEST_FILE,
  "@type": "File",
  name: "SHA-256 of every other file",
  encodingFormat: "text/plain",
};

function rootEntity(
  { results, authors, license, kit }: ResultSet,
  parts: readonly Entity[],
  actions: readonly Entity[],
): Entity {
  const id = setId(results);
  return {
    "@id": "./",
    "@type": "Dataset",
    name: `Results ${id}, made with ${kit.title}`,
    description: `Runs, tables, charts and reports of ${results.length} ` +
      `experiment${results.length === 1 ? "" : "s"}, ${settingOf(results)}: ` +
      results.map((it) => `${it.experiment.title} (${countText(it)})`).join("; ") + ".",
    identifier: id,
    datePublished: finishedAt(runsOf(results)).toISOString().slice(0, 10),
    license: refs([licenseEntity(license)]),
    author: refs(authors.flatMap((author) => authorEntities(author).slice(0, 1))),
    conformsTo: refs([PROFILE]),
    citation: refs([PAPER_ENTITY]),
    hasPart: refs(parts),
    mentions: refs(actions),
  };
}

/** The folder of records; the manifest lists each, and each says the command that makes it again. */
function runsEntity({ results }: ResultSet): Entity {
  return {
    "@id": RUNS_FOLDER,
    "@type": "Dataset",
    name: "Records of all runs",
    description: `${runsOf(results).length} JSON files, one for each run: configuration, scores, ` +
      "answers, losses, cost, versions, and the command that makes it again.",
  };
}

/** Media types by extension. */
const FORMATS: Readonly<Record<string, string>> = {
  cff: "application/yaml",
  csv: "text/csv",
  html: "text/html",
  ipynb: "application/x-ipynb+json",
  json: "application/json",
  md: "text/markdown",
  png: "image/png",
  svg: "image/svg+xml",
  tex: "application/x-tex",
};

function fileEntity({ path, name, size, sha256 }: ListedFile): Entity {
  return {
    "@id": path,
    "@type": "File",
    name,
    encodingFormat: FORMATS[path.split(".").at(-1)!] ?? "text/plain",
    contentSize: String(size),
    sha256,
  };
}
