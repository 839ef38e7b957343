/**
 * `deno task setup`: fetches what the engine needs, before anything is trained.
 *
 * @module
 */
import { EngineUnavailable } from "../core/errors.ts";
import { fetchPlugin } from "../engine/xla/fetch_plugin.ts";
import { findPlugins } from "../engine/xla/plugin.ts";
import { defineCommand } from "./command.ts";
import { ENGINE_OPTIONS, readEngine } from "./machine.ts";
import { probeEngine } from "./probe.ts";

/** The one engine whose library is fetched on request alone: it comes from a third party. */
async function fetchPluginIfNone(notice: (line: string) => void): Promise<void> {
  const found = await findPlugins().then(() => true, () => false);
  if (!found) await fetchPlugin(notice);
}

/** The command. */
export const setup = defineCommand({
  name: "setup",
  summary: "Fetches what the engine needs; other commands do so by themselves",
  synopsis: "[options]",
  options: { engine: ENGINE_OPTIONS.engine },
  async run({ values }) {
    const { engine } = readEngine(values);
    if (engine === "xla") await fetchPluginIfNone((line) => console.error(line));
    const found = await probeEngine(engine, (line) => console.error(line));
    if ("reason" in found) throw new EngineUnavailable(found.reason);
    console.log(`The engine "${found.report.engine}" is ready, on ${found.report.device}`);
    return 0;
  },
});
