/**
 * Cells whose runs were made by different sources.
 *
 * A run is taken for finished as long as its configuration and the versions of its method and task
 * are the same. Who edits a method and does not raise its `version` gets means over runs of old and
 * new code, and nothing else would tell: a record knows the hash of all sources together, so that the
 * edit may as well have been one that moves no score.
 *
 * @module
 */
import type { CellResult, ExperimentResult } from "./experiment.ts";

/** Whether the runs of a cell, those that chose its settings included, have different sources. */
function isMixed({ records, candidates }: CellResult): boolean {
  const runs = [...records, ...candidates.flatMap((candidate) => candidate.records)];
  return new Set(runs.map(({ provenance }) => provenance.hashes.code)).size > 1;
}

/** One sentence about cells that mix sources; undefined if none does. */
export function mixedSourcesNotice(results: readonly ExperimentResult[]): string | undefined {
  const mixed = results.flatMap(({ cells }) => cells).filter(isMixed);
  if (mixed.length === 0) return undefined;
  const methods = [...new Set(mixed.map(({ cell }) => cell.method))].sort();
  const cells = mixed.length === 1 ? "1 cell mixes" : `${mixed.length} cells mix`;
  return `${cells} runs made with different versions of src/ (methods ${
    methods.join(", ")
  }): if a method or ` +
    `task changed in between, raise its "version" so that its runs are repeated`;
}
