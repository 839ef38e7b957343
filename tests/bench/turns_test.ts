import { assertEquals, assertThrows } from "@std/assert";
import { captured } from "./_captured.ts";
import { type Contender, ContenderFailed, openContender } from "./_contender.ts";
import { READY, turnOf } from "./_fake_worker.ts";
import type { Job } from "./_shape.ts";
import { allMeasured, type Entrant, type Outcome, takeTurns } from "./_turns.ts";
import { pathOf } from "./_url.ts";

const JOB: Job = {
  device: "cpu",
  shape: "mini",
  promptLength: 10,
  threads: 1,
  batch: 2,
  precision: "f32",
};

const entrants = (...names: string[]): Entrant[] => names.map((name) => ({ name, job: JOB }));

/** Starts the fake worker; a contender's name is what it does: `9 full`. */
function startFake(name: string): Contender {
  const args = ["run", "-A", "--quiet", pathOf("_fake_worker.ts"), ...name.split(" ")];
  return openContender(name, [Deno.execPath(), args]);
}

const fates = (outcomes: readonly Outcome[]) =>
  outcomes.map((it) => "failure" in it ? it.failure : it.steps);

Deno.test("takeTurns() goes on without a contender that runs out of memory, or ends", async () => {
  // the first answers are to the first step and to the warm-up
  const names = ["9 full", "3 full", "1 full", "0 full", "3 crash", "0 crash"];
  const rules = { rounds: 3, turnMilliseconds: 20, start: startFake };
  const wanted = [6, ...Array(3).fill("out of memory"), ...Array(2).fill("failed")];
  for (const loadTogether of [false, true]) {
    const { result: outcomes } = await captured(() =>
      takeTurns(entrants(...names), { ...rules, loadTogether })
    );
    assertEquals(outcomes.map(({ contender }) => contender), names);
    assertEquals(fates(outcomes), wanted);
  }
});

Deno.test("takeTurns() lets contenders alternate, with as many steps as fill a turn", async () => {
  const log: string[] = [];
  const start = (name: string): Contender => ({
    name,
    begin: () => Promise.resolve(READY),
    run(steps) {
      log.push(`${name} ${steps}`);
      return Promise.resolve(turnOf(steps));
    },
    stop: () => Promise.resolve(void log.push(`${name} stops`)),
  });
  const [first] = await takeTurns(entrants("a", "b"), { rounds: 2, turnMilliseconds: 55, start });
  const turns = ["a 5", "b 5", "a 5", "b 5"];
  assertEquals(log, ["a 2", "b 2", ...turns, "a stops", "b stops"]); // 11 ms was the second step
  assertEquals(first, {
    contender: "a",
    device: "none",
    versions: { fake: "1" },
    productBits: 23,
    steps: 10,
    medianMilliseconds: 12,
    fastestMilliseconds: 10,
    cpuMilliseconds: 5,
    firstStepSeconds: 1,
    peakBytes: 1e6,
    peakDeviceBytes: 2e9,
    loss: 3,
  });
});

Deno.test("allMeasured() throws where one failed", () => {
  const failed = { contender: "xla", failure: "out of memory" } as const;
  assertThrows(() => allMeasured([failed]), ContenderFailed, '"xla": it ran out of memory');
});
