/**
 * The files of a crate. They lie as in the repository, so that their links hold, and are made of the
 * runs: no table in a crate can be one of other runs.
 *
 * @module
 */
import { basename, join } from "node:path";
import type { PackedFile } from "../core/pack.ts";
import { DATA, NOTEBOOKS, ROOT } from "../core/paths.ts";
import { renderRecord } from "../lab/record.ts";
import { modelSlug } from "../lab/run_id.ts";
import { failurePath, renderNote } from "../lab/store.ts";
import { resultId } from "../report/cite.ts";
import { closingFiles, resultFiles } from "../report/render.ts";
import { publicText } from "./public_text.ts";
import { readmeOf } from "./readme.ts";
import { type ResultSet, runsOf } from "./result_set.ts";

/** A file of a crate, and what it is. */
export interface CrateFile extends PackedFile {
  readonly name: string;
  /** Ids of the results that it shows. */
  readonly results: readonly string[];
}

/** Where the records are, each a file of its own as in a results folder. */
export const RUNS_FOLDER = "results/runs/";

/** Kinds of files by their folder. */
const KINDS: Readonly<Record<string, string>> = {
  tables: "Table",
  charts: "Chart",
  reports: "Report",
};

/** All files but the metadata, one at a time: the records of a large set fill more than a table. */
export async function* contentsOf(set: ResultSet): AsyncGenerator<CrateFile> {
  const { results, diverged, isWhole } = set;
  yield textFile("README.md", "Read me first", readmeOf(set));
  yield* await kitFiles(set);
  for (const result of results) {
    for (const [path, content] of await resultFiles(result)) {
      const name = `${KINDS[path.split("/")[0]!]}: ${result.experiment.title}`;
      yield file(`results/${path}`, name, content, [resultId(result)]);
    }
  }
  if (isWhole) {
    for (const [path, content] of closingFiles(results)) {
      yield file(`results/${path}`, "Claims of all results", content, results.map(resultId));
    }
  }
  yield* await notebooks(results.map(resultId));
  for (const record of runsOf(results)) {
    const path = `${RUNS_FOLDER}${modelSlug(record.config.model)}/${record.runId}.json`;
    yield file(path, `Run ${record.runId}`, renderRecord(record));
  }
  for (const failure of diverged) {
    const path = `results/${failurePath(failure.runId)}`;
    yield file(path, `Run ${failure.runId}, which diverged`, renderNote(failure));
  }
}

/** What the kit says of itself, and the printed numbers that tables have beside theirs. */
async function kitFiles({ results, kit, license }: ResultSet): Promise<CrateFile[]> {
  const read = async (path: string, name: string) =>
    file(path, name, await Deno.readFile(join(ROOT, path)));
  const printed = results[0]!.tier.name === "own"
    ? []
    : await filesOf(join(DATA, "paper"), ".json");
  return await Promise.all([
    read("CITATION.cff", `How to cite ${kit.title}`),
    ...(license === kit.license ? [read("LICENSE", "The licence")] : []),
    ...printed.map((path) => read(`data/paper/${basename(path)}`, "Printed numbers, with sources")),
  ]);
}

/** The notebooks that show these results, as they were executed; none that shows older ones. */
async function notebooks(ids: readonly string[]): Promise<CrateFile[]> {
  const paths = await filesOf(NOTEBOOKS, ".ipynb");
  const texts = await Promise.all(paths.map((path) => Deno.readTextFile(path)));
  return texts.flatMap((text, i) => {
    const name = basename(paths[i]!);
    const shown = ids.filter((id) => text.includes(id));
    return shown.length === 0 ? [] : [textFile(`notebooks/${name}`, "Notebook", text, shown)];
  });
}

async function filesOf(folder: string, extension: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.map(({ name }) => join(folder, name)).filter((path) => path.endsWith(extension))
    .sort();
}

function file(
  path: string,
  name: string,
  content: string | Uint8Array,
  results: readonly string[] = [],
): CrateFile {
  if (typeof content === "string") return textFile(path, name, content, results);
  return { path, name, results, bytes: new Uint8Array(content) };
}

function textFile(
  path: string,
  name: string,
  text: string,
  results: readonly string[] = [],
): CrateFile {
  return { path, name, results, bytes: publicText(text) };
}
