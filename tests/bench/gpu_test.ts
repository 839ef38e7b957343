import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { EngineUnavailable } from "../../src/core/errors.ts";
import { inTempFolder } from "../_folder.ts";
import { captured } from "./_captured.ts";
import { type Contender, ContenderFailed } from "./_contender.ts";
import { READY, turnOf } from "./_fake_worker.ts";
import { findGpu, reachGpu } from "./_gpu.ts";
import { peerMissing } from "./_peer.ts";
import type { Job } from "./_shape.ts";
import { type Comparison, measure, type Plan } from "./gpu.ts";

const PLAN: Plan = {
  device: "cpu",
  shape: "mini",
  precision: "f32",
  promptLengths: [3],
  batches: [2],
  contenders: ["wasm"],
  threads: 1,
};

/** A program in place of nvidia-smi. */
function fakeDriver(script: string, test: (program: string) => Promise<void>): Promise<void> {
  return inTempFolder(async (folder) => {
    const program = join(folder, "nvidia-smi");
    await Deno.writeTextFile(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    await test(program);
  });
}

const unix = { ignore: Deno.build.os === "windows" };

Deno.test("findGpu() takes the first GPU that the driver lists", unix, () =>
  fakeDriver(
    "echo 'NVIDIA A, 80GB, 550.54.15, 81559'; echo 'NVIDIA B, 550.54.15, 24564'",
    async (program) => {
      const [name, memoryBytes] = ["NVIDIA A, 80GB", 81559 * 2 ** 20];
      assertEquals(await findGpu(program), { name, driver: "550.54.15", memoryBytes });
    },
  ));

for (const script of ["echo 'No devices were found'", "exit 9"]) {
  Deno.test(
    `findGpu() finds none where nvidia-smi does this: ${script}`,
    unix,
    () =>
      fakeDriver(script, async (program) => {
        await assertRejects(() => findGpu(program), EngineUnavailable, "nvidia-smi lists none");
      }),
  );
}

Deno.test("reachGpu() leaves out who does not reach it, and says why", async () => {
  const xlaAlone = (name: string) => Promise.resolve(name === "xla" ? undefined : "it is on CPU");
  const { result, err } = await captured(() => reachGpu(["xla", "tensorflow:graph"], xlaAlone));
  assertEquals([result, err], [["xla"], "tensorflow:graph takes no part: it is on CPU\n"]);
});

Deno.test("reachGpu() wants more than the peer", async () => {
  const peerAlone = () => reachGpu(["peft"], () => Promise.resolve(undefined));
  await assertRejects(peerAlone, EngineUnavailable, "none does: run `deno task setup --gpu`");
});

Deno.test("measure() compares real contenders", async () => {
  const peer = await peerMissing() === undefined ? ["peft"] : [];
  const plan = { ...PLAN, contenders: ["wasm", ...peer] };
  const rules = { rounds: 1, turnMilliseconds: 1, loadTogether: true };
  const { result: [given = []] } = await captured(() => Array.fromAsync(measure(plan, rules)));
  assertEquals(given.length, 1);
  const { contenders } = given[0]!;
  assertEquals(contenders.map(({ contender }) => contender), plan.contenders);
  for (const it of contenders) {
    assert("loss" in it && it.loss > 0);
    assertEquals(it.millisecondsPerExample, it.medianMilliseconds / 2);
    assertEquals([it.peakDeviceBytes, it.productBits], [null, 23]);
    assertEquals(it.ofPeer === null, peer.length === 0);
  }
});

/** Contenders that fill a device of so many bytes with one for each example of a batch. */
function startOnDeviceOf(bytes: number) {
  let held = 0;
  return (name: string, { batch }: Job): Contender => {
    let own = 0;
    return {
      name,
      begin() {
        if (held + batch > bytes) return Promise.reject(new ContenderFailed(name, "out of memory"));
        held += own = batch;
        return Promise.resolve(READY);
      },
      run: (steps) => Promise.resolve(turnOf(steps)),
      stop: () => Promise.resolve(void (held -= own)),
    };
  };
}

Deno.test("measure() gives what there is after each batch; who lacks memory has a try alone", async () => {
  const plan = { ...PLAN, batches: [2, 4, 8], contenders: ["xla", "peft"] };
  const rules = { rounds: 1, start: startOnDeviceOf(5) };
  const { result, err } = await captured(() => Array.fromAsync(measure(plan, rules)));
  assertEquals(result.map((it) => it.map(({ batch }) => batch)), [[2], [2, 4], [2, 4, 8]]);
  const fateOf = (it: Comparison["contenders"][number]) =>
    "failure" in it ? it.failure : it.alone ? "alone" : it.ofPeer;
  const equal = { wall: 1, deviceMemory: 1 };
  assertEquals(result.at(-1)!.map(({ contenders }) => contenders.map(fateOf)), [
    [equal, equal],
    [equal, "alone"],
    ["out of memory", "out of memory"],
  ]);
  assertStringIncludes(err, 'Cannot measure "peft": it ran out of memory\n');
});
