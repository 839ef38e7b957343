import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { pickRuns } from "../../src/report/pick_runs.ts";
import type { Labels } from "../../src/report/titles.ts";
import { WHOLE } from "./_small.ts";

const labelsOf = (where: Labels) => pickRuns(WHOLE, where).map(({ labels }) => labels);

Deno.test("pickRuns() takes the runs that fit, by names or titles", () => {
  const picked = labelsOf({ method: "prompt", task: "rte" });
  assertEquals(picked, [0, 1, 2].map((seed) => ({ method: "Prompt tuning", task: "RTE", seed })));
  assertEquals(labelsOf({ method: "Prompt tuning", task: "RTE" }), picked);
  assertEquals(labelsOf({ method: "prompt", task: "rte", seed: 1 }), [picked[1]!]);
  const [{ record, labels }] = pickRuns(WHOLE, {}) as [ReturnType<typeof pickRuns>[number]];
  assertEquals(labelsOf({ runId: record.runId }), [labels]);
});

Deno.test("pickRuns() says which runs there are when none fits", () => {
  const refuses = (where: Labels, message: string) =>
    assertThrows(() => pickRuns(WHOLE, where), UsageError, message);
  refuses({ task: "rtee" }, 'no run has task "rtee": there are CB, RTE, WSC');
  refuses({ methd: "prompt" }, "runs have method, task, seed, runId");
  refuses({ runId: "x" }, "and 15 more");
});
