/**
 * `deno task reproduce --write-reference`, for maintainers: what a clone is compared with.
 *
 * @module
 */
import { join } from "node:path";
import { writeAtomically } from "../core/atomic_file.ts";
import { RESULTS, ROOT } from "../core/paths.ts";
import type { TierSettings } from "../lab/experiment.ts";
import { packReference, referencePath } from "../lab/reference.ts";
import { say } from "../lab/terminal.ts";
import { allRuns } from "../report/cite.ts";
import { embedFiles, quotedFiles } from "../report/embed.ts";
import type { ShownResult } from "../report/view.ts";

/** Makes the runs of these results the shipped ones of their tier, and quotes them where that is done. */
export async function shipRuns(results: readonly ShownResult[], tier: TierSettings): Promise<void> {
  const path = referencePath(RESULTS, tier.name);
  const runs = new Map(results.flatMap(allRuns).map((record) => [record.runId, record]));
  await writeAtomically(path, await packReference(runs.values()));
  say(`Wrote ${runs.size} runs to ${path}`);
  for (const document of ["README.md", "results/README.md"]) await quoteResults(document);
}

/** Puts the present result files into a document that quotes them. */
async function quoteResults(document: string): Promise<void> {
  const path = join(ROOT, document);
  const text = await Deno.readTextFile(path);
  const files = await Promise.all(
    quotedFiles(text).map(async (file) => [file, await Deno.readTextFile(join(ROOT, file))]),
  );
  await writeAtomically(path, embedFiles(text, Object.fromEntries(files)));
}
