/** Adapters of runs, through the commands and real workers. */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { PEFT_WEIGHTS } from "../../src/hub/peft_folder.ts";
import { RunStore } from "../../src/lab/store.ts";
import { listNames } from "../train/_folders.ts";
import { inSetting } from "../train/_setting.ts";
import { call } from "./_call.ts";

const codeOf = async (...args: string[]) => (await call(...args)).code;

Deno.test("compare keeps the adapters of its runs, and verify makes one again, byte for byte", () =>
  inSetting("t5/v1_0", async ({ folder, model, data, out }) => {
    const results = join(folder, "results");
    const methods = ["prompt", "full"].flatMap((method) => ["--method", method]);
    const what = ["--model", model, "--task", data, "--results", results, "--seeds", "1"];
    const how = ["--steps", "3", "--workers", "1", "--answering", "rank"];
    assertEquals(await codeOf("compare", ...what, ...methods, ...how), 0);
    const store = new RunStore(results);
    const { records } = await store.load();
    const [prompt] = [...records.values()].filter(({ config }) => config.method === "prompt");
    const { runId } = prompt!;
    assertEquals([records.size, listNames(join(results, "adapters"))], [2, [runId]]);
    assertEquals(await codeOf("verify", runId, "--results", results, "--out", out), 0);
    const weights = (place: string) => Deno.readFile(join(place, PEFT_WEIGHTS));
    assertEquals(await weights(out), await weights(store.adapter(runId)));
    await Deno.writeTextFile(join(folder, "taken"), "");
    const taken = join(folder, "taken");
    assertEquals(await codeOf("verify", runId, "--results", results, "--out", taken), 2);
  }));

Deno.test("compare names the folder of adapters where there is one", () =>
  inSetting("t5/v1_0", async ({ folder, model, data }) => {
    const results = join(folder, "results");
    const what = ["--model", model, "--task", data, "--results", results, "--seeds", "1"];
    const how = ["--steps", "1", "--workers", "1", "--engine", "wasm"];
    const named = async (method: string) =>
      (await call("compare", ...what, ...how, "--method", method)).out.includes("Adapters");
    assertEquals([await named("frozen"), await named("prompt")], [false, true]);
  }));
