/**
 * Loads a checkpoint on one engine, as a run does, and prints how long it took and what it took.
 *
 * @module
 */
import { join } from "node:path";
import { startEngine } from "../../src/engine/registry.ts";
import { openCheckpoint } from "../../src/hub/checkpoint.ts";
import { familyOf } from "../../src/models/mod.ts";
import { checkFinite } from "../../src/train/finite.ts";

const [folder, engine] = Deno.args as [string, string];
const session = await startEngine(engine, { threads: navigator.hardwareConcurrency });
const before = resident("VmRSS");
const begin = performance.now();
const { config, shapes, fill, hash } = await openCheckpoint(folder);
familyOf(config).load({
  config,
  shapes,
  load: (name) =>
    session.place(shapes[name]!, (values) => {
      fill(name, values);
      checkFinite(folder, name, values);
    }),
});
const seconds = (performance.now() - begin) / 1000;
const peakBytes = resident("VmHWM") - before;
await hash();
const hashSeconds = (performance.now() - begin) / 1000 - seconds;
console.log(JSON.stringify({ seconds, hashSeconds, peakBytes }));
Deno.exit(0); // an engine's threads would keep the process

function resident(which: "VmRSS" | "VmHWM"): number {
  const status = Deno.readTextFileSync(join("/proc", "self", "status"));
  return 1024 * Number(status.match(new RegExp(`${which}:\\s+(\\d+) kB`))![1]);
}
