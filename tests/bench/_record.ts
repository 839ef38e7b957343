/**
 * What every measurement writes: the numbers, the command, the machine, the code.
 *
 * @module
 */
import { join } from "node:path";
import { cpus, loadavg, totalmem } from "node:os";
import { writeAtomically } from "../../src/core/atomic_file.ts";
import { RESULTS, ROOT } from "../../src/core/paths.ts";
import { describeSource } from "../../src/lab/source.ts";

/** A machine at the beginning of a measurement. */
export interface Begin {
  readonly load: readonly number[];
  readonly source: Awaited<ReturnType<typeof describeSource>>;
}

/** Notes how busy the machine is, and which code is loaded. */
export async function beginMeasurement(): Promise<Begin> {
  return { load: loadavg(), source: await describeSource(ROOT) };
}

/** Writes `results/bench/<name>.json`. */
export async function writeMeasurement(
  name: string,
  { load, source }: Begin,
  numbers: object,
): Promise<void> {
  const record = {
    ...numbers,
    command: `deno task bench ${Deno.args.join(" ")}`.trim(),
    machine: {
      ...source.machine,
      cores: cpus().length,
      memoryBytes: totalmem(),
      // 1, 5 and 15 minutes: above the number of threads the machine was busy with other things
      loadBefore: load,
      loadAfter: loadavg(),
    },
    code: source.code,
    commit: source.commit,
    versions: { deno: source.versions.deno },
    finishedAt: new Date().toISOString(),
  };
  const path = join(RESULTS, "bench", `${name}.json`);
  await writeAtomically(path, JSON.stringify(record, null, 2) + "\n");
  console.error(`wrote results/bench/${name}.json`);
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Three digits, for people. */
export function round(value: number): number {
  return Number(value.toPrecision(3));
}
