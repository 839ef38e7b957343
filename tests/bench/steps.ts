/**
 * Times training steps of this kit beside PyTorch and PEFT.
 *
 * All contenders of a comparison are processes of one run that take turns, so that whatever else the
 * machine does meets all of them. What is reported are medians, and the share of time and memory
 * that a contender takes of the peer's.
 *
 * @module
 */
import { lookUp } from "../../src/core/registry.ts";
import type { Precision } from "../../src/engine/engine.ts";
import { type Contender, peerMissing, startContender } from "./_contender.ts";
import { beginMeasurement, median, round, writeMeasurement } from "./_record.ts";
import { type Job, SHAPES, type Turn } from "./_shape.ts";

/** How long a contender's turn is meant to take, and how many steps it has at most. */
const TURN_MILLISECONDS = 1000;
const MOST_STEPS = 100;

/** Contenders that take no part where frozen matrices are bf16. */
const F32_ONLY: readonly string[] = ["wasm"];

/** One contender's numbers. */
export interface Measured {
  readonly contender: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly steps: number;
  readonly medianMilliseconds: number;
  readonly fastestMilliseconds: number;
  readonly cpuMilliseconds: number;
  readonly firstStepSeconds: number;
  readonly peakBytes: number;
  readonly loss: number;
  /** Share of the time that the matrix products alone take; null where they were not measured. */
  readonly gemmShare: number | null;
  /** Shares of the peer's numbers; null without the peer. */
  readonly ofPeer: { readonly wall: number; readonly cpu: number; readonly memory: number } | null;
}

/** What is measured; absent lists and numbers are the shape's own. */
export interface StepsOptions {
  readonly shapes: readonly string[];
  readonly promptLengths: readonly number[];
  readonly contenders?: readonly string[];
  readonly rounds: number;
  readonly precision: Precision;
  readonly threads?: number;
}

/** Measures shapes one after the other; each writes a file of its own. */
export async function benchSteps(options: StepsOptions): Promise<void> {
  const missing = await peerMissing();
  if (missing) console.error(missing);
  for (const name of options.shapes) {
    const begin = await beginMeasurement();
    const shape = lookUp(SHAPES, name, "shape");
    const names = (options.contenders ?? shape.contenders)
      .filter((it) => it !== "peft" || missing === undefined)
      .filter((it) => options.precision === "f32" || !F32_ONLY.includes(it));
    const threads = options.threads ?? shape.threads ?? navigator.hardwareConcurrency;
    const comparisons: object[] = [];
    for (const promptLength of options.promptLengths) {
      const { precision, rounds } = options;
      const job = { shape: name, promptLength, threads, batch: shape.batch, precision };
      const contenders = await compare(names, job, rounds);
      comparisons.push({ promptLength, contenders });
      print(`${name}, prompt of ${promptLength}`, contenders);
    }
    const { about, config, batch, length, targetLength } = shape;
    const isHalf = options.precision === "bf16";
    await writeMeasurement(`training_step_${name}${isHalf ? "_bf16" : ""}`, begin, {
      about: `One training step of prompt tuning with AdamW, frozen matrices in ` +
        `${isHalf ? "bfloat16" : "float32"}: ${about}. ` +
        "Wall time and CPU time of all cores, median over alternating turns. " +
        "Contender gemm: the matrix products of the linear maps alone, the limit of all others.",
      shape: { name, config, batch, length, targetLength },
      precision: options.precision,
      threads,
      comparisons,
    });
  }
}

/** Lets contenders of one job take turns, and holds each against the peer and the limit. */
async function compare(names: readonly string[], job: Job, rounds: number): Promise<Measured[]> {
  const measured = await takeTurns(names.map((name) => ({ name, job })), rounds);
  const peer = measured.find(({ contender }) => contender === "peft");
  const gemm = measured.find(({ contender }) => contender === "gemm");
  return measured.map((it) => ({
    ...it,
    gemmShare: gemm ? gemm.medianMilliseconds / it.medianMilliseconds : null,
    ofPeer: peer ? shares(it, peer) : null,
  }));
}

/** One contender and its job. */
export interface Entrant {
  readonly name: string;
  readonly job: Job;
}

/** Measures entrants, in their order; they take turns, so that what disturbs one disturbs all. */
export async function takeTurns(
  entrants: readonly Entrant[],
  rounds: number,
): Promise<Measured[]> {
  const contenders: Contender[] = [];
  try {
    for (const { name, job } of entrants) {
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
    return contenders.map((contender) => summarize(contender, turns.get(contender)!));
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
    gemmShare: null,
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
    "GEMM share": it.gemmShare === null ? "-" : round(it.gemmShare),
  }])));
}
