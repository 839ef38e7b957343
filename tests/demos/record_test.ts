import { assert, assertEquals } from "@std/assert";
import { homedir } from "node:os";
import { join } from "node:path";
import { privatePlaces } from "../../src/core/paths.ts";
import { readDemo, toDemoRun, writeDemo } from "../../src/demos/record.ts";
import { cacheDir, ROOT } from "../../src/core/paths.ts";
import type { Execution } from "../../src/lab/executor.ts";
import { traceRun } from "../../src/lab/provenance.ts";
import type { RunConfig, RunRecord } from "../../src/lab/run.ts";
import type { Source } from "../../src/lab/source.ts";

const EXECUTION = {
  outcome: {
    test: { accuracy: 0.6 },
    dev: { accuracy: 0.7 },
    losses: [1, 2],
    answers: { texts: ["yes"], given: [0] },
    series: [],
  },
  cost: { wallSeconds: 3, trainSeconds: 2, peakBytes: 1 },
  hashes: { weights: "w", data: "d" },
  engine: { library: join(cacheDir(), "lib.so"), other: join(homedir(), "x"), own: ROOT + "data" },
} as unknown as Execution;

const SOURCE: Source = {
  code: "c",
  commit: null,
  versions: { deno: "2" },
  machine: { os: "linux", arch: "x", cpu: "y" },
};

const RUN = toDemoRun(
  {
    runId: "m.seed4",
    config: { model: join(cacheDir(), "m"), data: join(cacheDir(), "d"), seed: 4 } as RunConfig,
    outcome: EXECUTION.outcome,
    cost: EXECUTION.cost,
    provenance: traceRun("m.seed4", EXECUTION, SOURCE, privatePlaces()),
  } satisfies RunRecord,
  { model: "M", data: "D" },
  "deno task it",
);

Deno.test("toDemoRun() keeps what was found and made it, and no place of this machine", () => {
  assertEquals(RUN.config, { model: "M", data: "D", seed: 4 } as RunConfig);
  assertEquals("losses" in RUN.outcome, false);
  assertEquals("answers" in RUN.outcome, false);
  assertEquals(RUN.outcome.test, { accuracy: 0.6 });
  assertEquals(RUN.provenance.hashes, { code: "c", weights: "w", data: "d" });
  assertEquals(RUN.provenance.command, "deno task it");
  const text = JSON.stringify(RUN);
  for (const place of [cacheDir(), homedir(), ROOT]) assert(!text.includes(place), place);
});

Deno.test("readDemo() gives the runs that writeDemo() wrote, and none without a file", async () => {
  const folder = await Deno.makeTempDir();
  try {
    assertEquals(await readDemo("it", folder), []);
    await writeDemo("it", [RUN], "# Page\n", folder);
    assertEquals(await readDemo("it", folder), [RUN]);
    assertEquals(await Deno.readTextFile(join(folder, "it.md")), "# Page\n");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
