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
import { thatHold } from "./_names.ts";
import type { BenchOptions } from "./_options.ts";
import { peerMissing } from "./_peer.ts";
import { beginMeasurement, round, writeMeasurement } from "./_record.ts";
import { type Job, SHAPES } from "./_shape.ts";
import { allMeasured, type Measured, takeTurns } from "./_turns.ts";

/** One contender's numbers, beside those of others. */
export interface Compared extends Measured {
  /** Share of the time that the matrix products alone take; null where they were not measured. */
  readonly gemmShare: number | null;
  /** Shares of the peer's numbers; null without the peer. */
  readonly ofPeer: { readonly wall: number; readonly cpu: number; readonly memory: number } | null;
}

/** Measures shapes one after the other; each writes a file of its own. */
export async function benchSteps(options: BenchOptions): Promise<void> {
  const { shapes = ["mini", "t5_small"], promptLengths = [10, 100], rounds = 5 } = options;
  const { precision = "f32" } = options;
  const missing = await peerMissing();
  if (missing) console.error(missing);
  for (const name of shapes) {
    const begin = await beginMeasurement();
    const shape = lookUp(SHAPES, name, "shape");
    const names = (await thatHold(precision, options.contenders ?? shape.contenders))
      .filter((it) => it !== "peft" || missing === undefined);
    const threads = options.threads ?? shape.threads ?? navigator.hardwareConcurrency;
    const comparisons: object[] = [];
    for (const promptLength of promptLengths) {
      const { batch } = shape;
      const job = { device: "cpu", shape: name, promptLength, threads, batch, precision } as const;
      const contenders = await compare(names, job, rounds);
      comparisons.push({ promptLength, contenders });
      print(`${name}, prompt of ${promptLength}`, contenders);
    }
    const { about, config, batch, length, targetLength } = shape;
    const isHalf = precision === "bf16";
    await writeMeasurement(`training_step_${name}${isHalf ? "_bf16" : ""}`, begin, {
      about: `One training step of prompt tuning with AdamW, frozen matrices in ` +
        `${isHalf ? "bfloat16" : "float32"}: ${about}. ` +
        "Wall time and CPU time of all cores, median over alternating turns. " +
        "Contender gemm: the matrix products of the linear maps alone, the limit of all others.",
      shape: { name, config, batch, length, targetLength },
      precision,
      threads,
      comparisons,
    });
  }
}

/** Lets contenders of one job take turns, and holds each against the peer and the limit. */
async function compare(names: readonly string[], job: Job, rounds: number): Promise<Compared[]> {
  const measured = allMeasured(await takeTurns(names.map((name) => ({ name, job })), { rounds }));
  const peer = measured.find(({ contender }) => contender === "peft");
  const gemm = measured.find(({ contender }) => contender === "gemm");
  return measured.map((it) => ({
    ...it,
    gemmShare: gemm ? gemm.medianMilliseconds / it.medianMilliseconds : null,
    ofPeer: peer ? shares(it, peer) : null,
  }));
}

function shares(it: Measured, peer: Measured): Compared["ofPeer"] {
  return {
    wall: it.medianMilliseconds / peer.medianMilliseconds,
    cpu: it.cpuMilliseconds / peer.cpuMilliseconds,
    memory: it.peakBytes / peer.peakBytes,
  };
}

function print(title: string, measured: readonly Compared[]): void {
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
