/**
 * The runs that the repository ships, one file for each tier.
 *
 * They are no cache: no run is skipped because of them. A fresh clone trains for itself and then
 * says of every cell whether it agrees (`compare.ts`). One compressed file and not one per run,
 * because nobody reads a thousand files in a checkout and the losses compress well.
 *
 * @module
 */
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { TierName } from "./experiment.ts";
import { parseRecord, renderRecordLine } from "./record.ts";
import type { RunRecord } from "./run.ts";

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Where the shipped runs of a tier are. */
export function referencePath(results: string, tier: TierName): string {
  return join(results, "reference", `${tier}.jsonl.gz`);
}

/**
 * Reads the shipped runs of a tier; none where none are shipped.
 *
 * @throws {SyntaxError} if the file is damaged; names the line
 */
export async function readReference(path: string): Promise<RunRecord[]> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  const lines = (await decompress(bytes, path)).split("\n").filter((line) => line !== "");
  return lines.map((line, index) => parseRecord(line, `${path}, line ${index + 1}`));
}

async function decompress(bytes: Uint8Array, path: string): Promise<string> {
  try {
    return new TextDecoder().decode(await unpack(bytes));
  } catch (cause) {
    throw new SyntaxError(`Cannot read "${path}": it is damaged: restore it with git`, { cause });
  }
}

/** Makes the file's bytes; the same runs give the same bytes, in whatever order they come. */
export async function packReference(records: Iterable<RunRecord>): Promise<Uint8Array> {
  const sorted = [...records].sort((a, b) => a.runId < b.runId ? -1 : 1);
  const text = sorted.map((record) => renderRecordLine(record) + "\n").join("");
  return await pack(text, { level: 9 });
}
