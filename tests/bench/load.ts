/**
 * Times the loading of a T5-Base-shaped checkpoint from a warm disk cache, beside transformers.
 *
 * @module
 */
import { pathOf } from "./_url.ts";
import { writeCheckpoint } from "./_load_file.ts";
import type { BenchOptions } from "./_options.ts";
import { peerMissing, python } from "./_peer.ts";
import { beginMeasurement, median, round, writeMeasurement } from "./_record.ts";

const SHAPE = "t5_base";

interface Loaded {
  readonly seconds: number;
  readonly peakBytes: number;
  readonly hashSeconds?: number;
}

/** Measures the engines and the peer, taking turns, each time in a fresh process. */
export async function benchLoad({ rounds = 5 }: BenchOptions): Promise<void> {
  const begin = await beginMeasurement();
  const missing = await peerMissing();
  if (missing) console.error(missing);
  const names = ["tensorflow", "xla", ...(missing ? [] : ["transformers"])];
  const folder = await Deno.makeTempDir();
  try {
    const bytes = await writeCheckpoint(folder, SHAPE);
    const turns = new Map(names.map((name) => [name, [] as Loaded[]]));
    for (let round = 0; round < rounds; round++) {
      for (const name of names) turns.get(name)!.push(await loadOnce(name, folder));
    }
    const loaders = names.map((name) => summarize(name, turns.get(name)!, bytes));
    console.table(Object.fromEntries(loaders.map((it) => [it.loader, {
      "median s": round(it.medianSeconds),
      "hash s": it.medianHashSeconds === null ? "-" : round(it.medianHashSeconds),
      "peak / file": round(it.peakOfFile),
    }])));
    await writeMeasurement(`load_${SHAPE}`, begin, {
      about: "Loading a checkpoint of T5-Base's shape, random float32 weights, from a warm disk " +
        "cache in a fresh process whose engine has started. Peak: the most memory the process held, " +
        "less what it held before. The hash is that of provenance, taken after loading.",
      fileBytes: bytes,
      rounds,
      loaders,
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function loadOnce(name: string, folder: string): Promise<Loaded> {
  const command = name === "transformers"
    ? new Deno.Command(python(), { args: [pathOf("load_peer.py"), folder], stderr: "null" })
    : new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", pathOf("load_worker.ts"), folder, name],
      stderr: "inherit",
    });
  const { stdout } = await command.output();
  return JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").at(-1)!);
}

function summarize(loader: string, turns: readonly Loaded[], fileBytes: number) {
  const hashes = turns.flatMap(({ hashSeconds }) => hashSeconds === undefined ? [] : [hashSeconds]);
  const peakBytes = Math.max(...turns.map(({ peakBytes }) => peakBytes));
  return {
    loader,
    medianSeconds: median(turns.map(({ seconds }) => seconds)),
    medianHashSeconds: hashes.length > 0 ? median(hashes) : null,
    peakBytes,
    peakOfFile: peakBytes / fileBytes,
  };
}
