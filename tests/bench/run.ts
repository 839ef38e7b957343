/**
 * Times training steps of this kit beside PyTorch and PEFT.
 *
 * All contenders of a comparison are processes of one run that take turns, so that whatever else the
 * machine does meets all of them. What is reported are medians, and the share of time and memory
 * that a contender takes of the peer's.
 *
 * ```sh
 * deno task bench                                  # the mini and the T5-small step
 * deno task bench --shape t5_base --prompt 10
 * deno task bench --shape mini --contender tensorflow:graph --contender peft
 * ```
 *
 * @module
 */
import { join } from "node:path";
import { cpus, loadavg, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { RESULTS, ROOT } from "../../src/core/paths.ts";
import { lookUp } from "../../src/core/registry.ts";
import { describeSource } from "../../src/lab/source.ts";
import { type Contender, peerMissing, startContender } from "./_contender.ts";
import { type Job, type Shape, SHAPES, type Turn } from "./_shape.ts";

/** How long a contender's turn is meant to take, and how many turns each has. */
const TURN_MILLISECONDS = 1000;
const MOST_STEPS = 100;

/** One contender's numbers. */
interface Measured {
  readonly contender: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly steps: number;
  readonly medianMilliseconds: number;
  readonly fastestMilliseconds: number;
  readonly cpuMilliseconds: number;
  readonly firstStepSeconds: number;
  readonly peakBytes: number;
  readonly loss: number;
  /** Shares of the peer's numbers; null without the peer. */
  readonly ofPeer: { readonly wall: number; readonly cpu: number; readonly memory: number } | null;
}

const { values: options } = parseArgs({
  options: {
    shape: { type: "string", multiple: true, default: ["mini", "t5_small"] },
    prompt: { type: "string", multiple: true, default: ["10", "100"] },
    contender: { type: "string", multiple: true },
    rounds: { type: "string", default: "5" },
    threads: { type: "string" },
  },
});

const source = await describeSource(ROOT); // of what is loaded now
const missing = await peerMissing();
if (missing) console.error(missing);
for (const name of options.shape) {
  const shape = lookUp(SHAPES, name, "shape");
  const names = (options.contender ?? shape.contenders)
    .filter((it) => it !== "peft" || missing === undefined);
  const threads = Number(options.threads ?? shape.threads ?? navigator.hardwareConcurrency);
  const loadBefore = loadavg();
  const comparisons: object[] = [];
  for (const promptLength of options.prompt.map(Number)) {
    const job: Job = { shape: name, promptLength, threads };
    const measured = await compare(names, job, Number(options.rounds));
    comparisons.push({ promptLength, contenders: measured });
    print(`${name}, prompt of ${promptLength}`, measured);
  }
  await write(name, shape, { threads, loadBefore, comparisons });
}

/** Lets the contenders take turns. */
async function compare(names: readonly string[], job: Job, rounds: number): Promise<Measured[]> {
  const contenders: Contender[] = [];
  try {
    for (const name of names) {
      console.error(`starting ${name}`);
      contenders.push(await startContender(name, job));
    }
    const steps = new Map<Contender, number>();
    for (const contender of contenders) steps.set(contender, await stepsOfTurn(contender));
    const turns = new Map(contenders.map((contender) => [contender, [] as Turn[]]));
    for (let round = 0; round < rounds; round++) {
      for (const contender of contenders) {
        turns.get(contender)!.push(await contender.run(steps.get(contender)!));
      }
    }
    const measured = contenders.map((contender) => summarize(contender, turns.get(contender)!));
    const peer = measured.find(({ contender }) => contender === "peft");
    return measured.map((it) => ({ ...it, ofPeer: peer ? shares(it, peer) : null }));
  } finally {
    for (const contender of contenders) await contender.stop();
  }
}

/** As many steps as fill a turn; the steps that tell are warm-up. */
async function stepsOfTurn(contender: Contender): Promise<number> {
  const { milliseconds } = await contender.run(2);
  const steps = Math.round(TURN_MILLISECONDS / milliseconds.at(-1)!);
  return Math.min(MOST_STEPS, Math.max(1, steps));
}

function summarize({ name, ready }: Contender, turns: readonly Turn[]): Measured {
  const all = turns.flatMap(({ milliseconds }) => milliseconds);
  return {
    contender: name,
    versions: ready.versions,
    steps: all.length,
    medianMilliseconds: median(all),
    fastestMilliseconds: Math.min(...all),
    cpuMilliseconds: median(turns.map(({ cpuMilliseconds }) => cpuMilliseconds)),
    firstStepSeconds: ready.firstStepSeconds,
    peakBytes: turns.at(-1)!.peakBytes,
    loss: turns.at(-1)!.loss,
    ofPeer: null,
  };
}

function shares(it: Measured, peer: Measured): Measured["ofPeer"] {
  return {
    wall: it.medianMilliseconds / peer.medianMilliseconds,
    cpu: it.cpuMilliseconds / peer.cpuMilliseconds,
    memory: it.peakBytes / peer.peakBytes,
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Writes `results/bench/training_step_<shape>.json`. */
async function write(
  name: string,
  { about, config, batch, length, targetLength }: Shape,
  { threads, loadBefore, comparisons }: {
    threads: number;
    loadBefore: number[];
    comparisons: object[];
  },
): Promise<void> {
  const record = {
    about: `One training step of prompt tuning with AdamW in float32: ${about}. ` +
      "Wall time and CPU time of all cores, median over alternating turns.",
    command: `deno task bench ${Deno.args.join(" ")}`.trim(),
    shape: { name, config, batch, length, targetLength },
    threads,
    comparisons,
    machine: {
      ...source.machine,
      cores: cpus().length,
      memoryBytes: totalmem(),
      // 1, 5 and 15 minutes: above the number of threads the machine was busy with other things
      loadBefore,
      loadAfter: loadavg(),
    },
    code: source.code,
    commit: source.commit,
    versions: { deno: source.versions.deno },
    finishedAt: new Date().toISOString(),
  };
  const folder = join(RESULTS, "bench");
  await Deno.mkdir(folder, { recursive: true });
  const path = join(folder, `training_step_${name}.json`);
  await Deno.writeTextFile(path, JSON.stringify(record, null, 2) + "\n");
  console.error(`wrote results/bench/training_step_${name}.json`);
}

function print(title: string, measured: readonly Measured[]): void {
  console.log(`\n${title}`);
  console.table(Object.fromEntries(measured.map((it) => [it.contender, {
    "median ms": round(it.medianMilliseconds),
    "CPU ms": round(it.cpuMilliseconds),
    "first step s": round(it.firstStepSeconds),
    "peak MB": Math.round(it.peakBytes / 1e6),
    "wall / peer": it.ofPeer ? round(it.ofPeer.wall) : "-",
    "CPU / peer": it.ofPeer ? round(it.ofPeer.cpu) : "-",
    "memory / peer": it.ofPeer ? round(it.ofPeer.memory) : "-",
  }])));
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
