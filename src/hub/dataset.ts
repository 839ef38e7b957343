/**
 * Data sets of the Hub: from `org/name:config@revision` to the Parquet files of its splits.
 *
 * A data set in other formats is taken as the Hub itself converts it, on the branch
 * `refs/convert/parquet`.
 *
 * Source: https://huggingface.co/docs/dataset-viewer/parquet
 *
 * @module
 */
import { basename, join } from "node:path";
import { writeAtomically } from "../core/atomic_file.ts";
import { UsageError } from "../core/errors.ts";
import { isFile } from "../core/exists.ts";
import { cacheDir } from "../core/paths.ts";
import { repoFolder } from "./cache.ts";
import { type Card, type ClassNames, readCard } from "./dataset_card.ts";
import { type ConfigFiles, findFiles } from "./dataset_files.ts";
import type { Hub } from "./environment.ts";
import type { Wanted } from "./refusal.ts";
import { checkId, hubOf, type ResolveOptions } from "./resolve.ts";
import { fetchSnapshot } from "./snapshot.ts";

/** The branch of the Hub's own conversion. */
const CONVERTED = "refs/convert/parquet";

const CARD = "README.md";

/** A configuration of a data set at one commit. */
export interface Dataset extends ConfigFiles {
  readonly id: string;
  readonly commit: string;
  /** Whether the files are the Hub's conversion, of which `commit` is one then. */
  readonly isConverted: boolean;
  /** What the README says of columns of integers. */
  readonly classNames: ClassNames;
  /** Brings files into the cache, and returns where they are. */
  fetch(paths: readonly string[]): Promise<string[]>;
}

/**
 * Finds the files of a data set; none is fetched but the README.
 *
 * @param name such as `nyu-mll/glue:sst2`, with a branch, tag or commit behind `@` if it is not `main`
 * @throws {UsageError} if there is no such data set, configuration or revision, or it has no Parquet files
 * @throws {NotCached} if the Hub must be asked and cannot be
 *
 * @example
 * ```ts
 * const { splits, fetch } = await findDataset("nyu-mll/glue:sst2");
 * const files = await fetch(splits[0].paths);
 * ```
 */
export async function findDataset(name: string, options: ResolveOptions = {}): Promise<Dataset> {
  const { id, config, revision } = parseName(name);
  const hub = hubOf(options);
  const repo = { kind: "dataset", id } as const;
  const wanted = { repo, revision: revision ?? "main", command: options.command };
  const own = await look(hub, wanted);
  const found = findFiles(id, own.paths, own.card, config);
  if (found !== undefined) return datasetOf(hub, wanted, own, found);
  if (revision !== undefined) {
    throw new UsageError(`Cannot use "${name}": there are no Parquet files at that revision`);
  }
  const converted = { ...wanted, revision: CONVERTED };
  const there = await look(hub, converted).catch((cause) => {
    if (!(cause instanceof UsageError)) throw cause;
    const fault = `it has no Parquet files, and the Hub has not converted it`;
    throw new UsageError(`Cannot use "${name}": ${fault}: download its files and name them`, {
      cause,
    });
  });
  const files = findFiles(id, there.paths, there.card, config);
  if (files !== undefined) return datasetOf(hub, converted, { ...there, card: own.card }, files);
  throw new UsageError(`Cannot use "${name}": it has no Parquet files`);
}

interface Name {
  readonly id: string;
  readonly config?: string | undefined;
  readonly revision?: string | undefined;
}

function parseName(text: string): Name {
  const [, id = "", config, revision] = text.match(/^([^:@]*)(?::([^@]+))?(?:@(.+))?$/) ?? [];
  checkId(id, text);
  return { id, config, revision };
}

/** What is at a revision. */
interface Look {
  readonly commit: string;
  readonly paths: readonly string[];
  readonly card: Card;
}

/** Asks the Hub what is at a revision; what it said of a commit is remembered. */
async function look(hub: Hub, wanted: Wanted): Promise<Look> {
  const fileOf = (commit: string) =>
    join(cacheDir(), "listings", repoFolder(wanted.repo), `${commit}.json`);
  let listed: readonly string[] | undefined;
  const folder = await fetchSnapshot(hub, wanted, {
    pick(paths) {
      listed = paths;
      return paths.filter((path) => path === CARD);
    },
    isComplete: (folder) => isFile(fileOf(basename(folder))),
  });
  const commit = basename(folder);
  if (listed) await writeAtomically(fileOf(commit), JSON.stringify(listed));
  const paths = listed ?? JSON.parse(await Deno.readTextFile(fileOf(commit)));
  const text = await Deno.readTextFile(join(folder, CARD)).catch(() => ""); // not all have one
  return { commit, paths, card: readCard(text) };
}

function datasetOf(hub: Hub, wanted: Wanted, at: Look, files: ConfigFiles): Dataset {
  const { commit, card: { classNames } } = at;
  return {
    ...files,
    id: wanted.repo.id,
    commit,
    isConverted: wanted.revision === CONVERTED,
    classNames: classNames.get(files.config) ?? new Map(),
    async fetch(paths) {
      const folder = await fetchSnapshot(hub, { ...wanted, revision: commit }, {
        pick: () => paths,
        isComplete: async (folder) =>
          !(await Promise.all(paths.map((path) => isFile(join(folder, path))))).includes(false),
      });
      return paths.map((path) => join(folder, path));
    },
  };
}
