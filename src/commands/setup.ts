/**
 * `deno task setup`: fetches what the engine needs, before anything is trained.
 *
 * @module
 */
import { EngineUnavailable } from "../core/errors.ts";
import { defineCommand } from "./command.ts";
import { ENGINE_OPTIONS, readEngine } from "./machine.ts";
import { probeEngine } from "./probe.ts";

/** The command. */
export const setup = defineCommand({
  name: "setup",
  summary: "Fetches what the engine needs; other commands do so by themselves",
  synopsis: "[options]",
  options: { engine: ENGINE_OPTIONS.engine },
  async run({ values }) {
    const { engine } = readEngine(values);
    const found = await probeEngine(engine, (line) => console.error(line));
    if ("reason" in found) throw new EngineUnavailable(found.reason);
    console.log(`The engine "${found.report.engine}" is ready, on ${found.report.device}`);
    return 0;
  },
});
