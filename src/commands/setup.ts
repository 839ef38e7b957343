/**
 * `deno task setup`: fetches what the engine needs, before anything is trained.
 *
 * @module
 */
import { EngineUnavailable } from "../core/errors.ts";
import { hasGpu, usesGpu } from "../engine/gpu.ts";
import { fetchCuda } from "../engine/xla/fetch_cuda.ts";
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
  options: {
    engine: ENGINE_OPTIONS.engine,
    gpu: { type: "boolean", about: "fetches the CUDA libraries for an NVIDIA GPU: 2.4 GB" },
  },
  async run({ values }) {
    const notice = (line: string) => console.error(line);
    const { engine } = readEngine(values.gpu ? { engine: "xla", ...values } : values);
    if (values.gpu) await fetchCuda(notice);
    else if (engine === "xla") await fetchPluginIfNone(notice);
    const found = await probeEngine(engine, notice);
    if ("reason" in found) throw new EngineUnavailable(found.reason);
    if (values.gpu && !usesGpu(found.report)) {
      throw new EngineUnavailable(
        `The CUDA libraries are here, but no GPU is reached: ${
          hasGpu("nvidia")
            ? "its driver must be of CUDA 12 or newer: see `nvidia-smi`"
            : "this machine has no NVIDIA driver"
        }`,
      );
    }
    console.log(`The engine "${found.report.engine}" is ready, on ${found.report.device}`);
    return 0;
  },
});
