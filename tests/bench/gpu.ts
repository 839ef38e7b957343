/**
 * Times training steps on an NVIDIA GPU, beside PyTorch and PEFT on the same one: by size of model,
 * precision and size of batch.
 *
 * A file is written anew after each size of batch, so that a run which is cut off loses nothing that
 * was measured.
 *
 * @module
 */
import { given } from "../../src/core/given.ts";
import { lookUp } from "../../src/core/registry.ts";
import type { Precision } from "../../src/engine/engine.ts";
import { findGpu, type Gpu, reachGpu } from "./_gpu.ts";
import { fileNameOf, placeOf, thatHold } from "./_names.ts";
import type { BenchOptions } from "./_options.ts";
import { beginMeasurement, round, writeMeasurement } from "./_record.ts";
import { type Device, SHAPES } from "./_shape.ts";
import {
  type Entrant,
  type Failed,
  type Measured,
  type Outcome,
  type Rules,
  takeTurns,
} from "./_turns.ts";

/** One contender's numbers. */
export interface OnDevice extends Measured {
  readonly millisecondsPerExample: number;
  /** Shares of the peer's numbers; null without the peer, or without a number. */
  readonly ofPeer: { readonly wall: number; readonly deviceMemory: number | null } | null;
  /** Present if memory sufficed only without the others: it took no turns with them. */
  readonly alone?: true;
}

/** All contenders at one size of batch. */
export interface Comparison {
  readonly promptLength: number;
  readonly batch: number;
  readonly contenders: readonly (OnDevice | Failed)[];
}

/** One file of `gpu_*.json`, without what all files have. */
export interface GpuFile {
  readonly about: string;
  readonly shape: { readonly name: string };
  readonly precision: Precision;
  readonly gpu: Gpu;
  readonly comparisons: readonly Comparison[];
}

/** What goes into one file. */
export interface Plan {
  readonly device: Device;
  readonly shape: string;
  readonly precision: Precision;
  readonly promptLengths: readonly number[];
  readonly batches: readonly number[];
  readonly contenders: readonly string[];
  readonly threads: number;
}

const CONTENDERS = ["xla", "tensorflow", "webgpu", "peft"];

/** Short turns, since steps are short: most of the time goes to compilers. */
const RULES: Rules = { rounds: 3, turnMilliseconds: 500, loadTogether: true };

/**
 * Measures shapes one after the other, each in each precision.
 *
 * @throws {EngineUnavailable} if there is no GPU, or no engine that reaches it
 */
export async function benchGpu(options: BenchOptions): Promise<void> {
  const gpu = await findGpu();
  const contenders = await reachGpu(options.contenders ?? CONTENDERS);
  const { shapes = ["t5_base", "t5_large"], promptLengths = [10] } = options;
  const { batches = [8, 16, 32, 64], threads = navigator.hardwareConcurrency } = options;
  const rules = { ...RULES, ...given({ rounds: options.rounds }) };
  for (const shape of shapes) {
    for (const precision of options.precision ? [options.precision] : ["f32", "bf16"] as const) {
      const begin = await beginMeasurement();
      const common = { device: "cuda", shape, promptLengths, batches, threads } as const;
      const plan = { ...common, precision, contenders: await thatHold(precision, contenders) };
      for await (const comparisons of measure(plan, rules)) {
        print(placeOf(shape, precision), comparisons.at(-1)!);
        const file = { ...describe(plan), gpu, comparisons } satisfies GpuFile;
        await writeMeasurement(`gpu_${fileNameOf(shape, precision)}`, begin, file);
      }
    }
  }
}

/** How frozen matrices are held. */
const HELD: Readonly<Record<Precision, string>> = {
  f32: "float32",
  bf16: "bfloat16 (by PyTorch also all activations)",
};

function describe({ shape: name, precision, threads }: Plan) {
  const { about, config, length, targetLength } = lookUp(SHAPES, name, "shape");
  return {
    about: "One training step of prompt tuning with AdamW on a GPU, frozen matrices in " +
      `${HELD[precision]}: ${about}. ` +
      "Wall time, median over alternating turns. Device memory: the most that was held at a time " +
      "since the start of the process; null where an engine cannot tell. productBits: bits of the fraction that " +
      "products of f32 matrices keep, 23 for f32 and 10 for TF32.",
    shape: { name, config, length, targetLength },
    precision,
    threads,
  };
}

/** Measures one size of batch after the other; gives all that there is after each. */
export async function* measure(plan: Plan, rules: Rules): AsyncGenerator<readonly Comparison[]> {
  const { device, shape, precision, threads } = plan;
  const comparisons: Comparison[] = [];
  for (const promptLength of plan.promptLengths) {
    for (const batch of plan.batches) {
      const job = { device, shape, promptLength, threads, batch, precision };
      const entrants = plan.contenders.map((name) => ({ name, job }));
      comparisons.push({ promptLength, batch, contenders: await compare(entrants, rules) });
      yield [...comparisons];
    }
  }
}

/** Lets contenders of one job take turns, and holds each against the peer. */
async function compare(entrants: readonly Entrant[], rules: Rules): Promise<(OnDevice | Failed)[]> {
  const outcomes: (Outcome & { alone?: true })[] = await takeTurns(entrants, rules);
  for (const [i, entrant] of entrants.entries()) {
    if (!ranOut(outcomes[i]!) || entrants.length === 1) continue;
    console.error(`${entrant.name}: once more, with all of the device's memory`);
    const [outcome] = await takeTurns([entrant], rules);
    outcomes[i] = { ...outcome!, alone: true };
  }
  const peer = outcomes.find((it): it is Measured => it.contender === "peft" && "loss" in it);
  return outcomes.map((it, i) =>
    "failure" in it ? it : {
      ...it,
      millisecondsPerExample: it.medianMilliseconds / entrants[i]!.job.batch,
      ofPeer: peer ? shares(it, peer) : null,
    }
  );
}

/** Whether memory did not suffice; the others hold some of it, too. */
function ranOut(outcome: Outcome): boolean {
  return "failure" in outcome && outcome.failure === "out of memory";
}

function shares(it: Measured, peer: Measured): OnDevice["ofPeer"] {
  const [own, others] = [it.peakDeviceBytes, peer.peakDeviceBytes];
  return {
    wall: it.medianMilliseconds / peer.medianMilliseconds,
    deviceMemory: own === null || others === null ? null : own / others,
  };
}

function print(place: string, { promptLength, batch, contenders }: Comparison): void {
  console.log(`\n${place}, prompt of ${promptLength}, batch of ${batch}`);
  console.table(Object.fromEntries(contenders.map((it) => [
    it.contender,
    "failure" in it ? { "median ms": it.failure } : {
      "median ms": round(it.medianMilliseconds),
      "ms per example": round(it.millisecondsPerExample),
      "first step s": round(it.firstStepSeconds),
      "device MB": it.peakDeviceBytes === null ? "-" : Math.round(it.peakDeviceBytes / 1e6),
      "time / peer": it.ofPeer ? round(it.ofPeer.wall) : "-",
      loss: round(it.loss),
    },
  ])));
}
