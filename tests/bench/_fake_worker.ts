/**
 * A worker that computes nothing: it gives so many answers, that to its first step included; then its
 * memory is `full`, or it ends by a `crash`.
 *
 * @module
 */
import process from "node:process";
import { createInterface } from "node:readline";
import type { Ready, Turn } from "./_shape.ts";

/** What it says at first. */
export const READY: Ready = {
  versions: { fake: "1" },
  device: "none",
  productBits: 23,
  firstStepSeconds: 1,
};

/** What it says of so many steps. */
export function turnOf(steps: number): Turn {
  return {
    milliseconds: Array.from({ length: steps }, (_, i) => 10 + i),
    cpuMilliseconds: 5,
    peakBytes: 1e6,
    peakDeviceBytes: 2e9,
    loss: 3,
  };
}

if (import.meta.main) {
  const [count, end] = Deno.args;
  const answers = [READY, ...Array(9).fill(turnOf(2))].slice(0, Number(count));
  for await (const _line of createInterface({ input: process.stdin })) {
    const answer = answers.shift() ?? (end === "full" ? { failure: "out of memory" } : undefined);
    if (answer === undefined) Deno.exit(1);
    console.log(JSON.stringify(answer));
  }
}
