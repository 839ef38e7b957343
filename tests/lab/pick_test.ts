import { assertEquals } from "@std/assert";
import { affinityOf, roughCost } from "../../src/lab/affinity.ts";
import type { Job } from "../../src/lab/demand.ts";
import { pickJob } from "../../src/lab/pick.ts";
import { fakeConfig, nameOf } from "./fake.ts";

function job(task: string, seed: number, steps = 3): Job {
  const base = fakeConfig({ task });
  const config = { ...base, training: { ...base.training, steps }, seed };
  return { runId: nameOf(config), config, affinity: affinityOf(config) };
}

const nobody: ReadonlySet<string> = new Set();

Deno.test("affinityOf() is the same for what is an input of the program, and for no more", () => {
  const config = { ...fakeConfig(), seed: 0 };
  const other = (training: Partial<typeof config.training>) =>
    affinityOf({ ...config, training: { ...config.training, ...training } });
  assertEquals(other({ learningRate: 1, steps: 9, warmupSteps: 1 }), affinityOf(config));
  assertEquals(affinityOf({ ...config, seed: 5 }), affinityOf(config));
  const kinds = [
    affinityOf(config),
    other({ batchSize: 3 }),
    other({ optimizer: "adafactor" }),
    other({ precision: "bf16" }),
    affinityOf({ ...config, task: "cb" }),
    affinityOf({ ...config, data: "super_glue" }),
    affinityOf({ ...config, shots: 16 }),
    affinityOf({ ...config, methodConfig: { promptLength: 5 } }),
    affinityOf({ ...config, methodConfig: { ...config.methodConfig, init: "uniform" } }),
  ];
  assertEquals(new Set(kinds).size, kinds.length);
});

Deno.test("roughCost() grows with steps and with the prompt", () => {
  const short = { ...fakeConfig(), seed: 0 };
  const long = { ...fakeConfig({ methodConfig: { promptLength: 104 } }), seed: 0 };
  // 3 passes x 3 steps x 2 examples + 4 dev + 4 test = 26 examples of 104 and of 204 tokens
  assertEquals([roughCost(short), roughCost(long)], [26 * 104, 26 * 204]);
});

Deno.test("pickJob() stays with runs like the last one, in declared order", () => {
  const pending = [job("cb", 0, 90), job("rte", 1), job("rte", 0)];
  assertEquals(pickJob(pending, pending[1]!.affinity, nobody), pending[1]);
});

Deno.test("pickJob() takes the most costly group first", () => {
  const pending = [job("cb", 0, 20), job("rte", 0, 11), job("rte", 1, 11)];
  assertEquals(pickJob(pending, null, nobody), pending[1]); // 22 steps in two runs beat 20 in one
});

Deno.test("pickJob() leaves a group to the worker that is at it, unless it is the last", () => {
  const pending = [job("cb", 0, 90), job("rte", 0)];
  const busy = new Set([pending[0]!.affinity]);
  assertEquals(pickJob(pending, null, busy), pending[1]);
  assertEquals(pickJob(pending.slice(0, 1), null, busy), pending[0]);
  assertEquals(pickJob([], null, nobody), undefined);
});
