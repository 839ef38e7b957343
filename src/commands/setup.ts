/**
 * `deno task setup`: fetches what the engine needs, before anything is trained.
 *
 * @module
 */
import { EngineUnavailable, UsageError } from "../core/errors.ts";
import { hasGpu, usesGpu } from "../engine/gpu.ts";
import { fetchCuda } from "../engine/xla/fetch_cuda.ts";
import { fetchPlugin } from "../engine/xla/fetch_plugin.ts";
import { findPlugins } from "../engine/xla/plugin.ts";
import { say } from "../lab/terminal.ts";
import { defineCommand } from "./command.ts";
import { ENGINE_OPTIONS, readEngine } from "./machine.ts";
import { probeEngine } from "./probe.ts";

/** The one engine whose library is fetched on request alone: it comes from a third party. */
async function fetchPluginIfNone(notice: (line: string) => void): Promise<void> {
  const found = await findPlugins().then(() => true, () => false);
  if (!found) await fetchPlugin(notice);
}

/**
 * Checks what can be known before gigabytes are fetched for a GPU.
 *
 * @throws {UsageError} if another engine is asked for
 * @throws {EngineUnavailable} if there is no driver, and the libraries are to be tried here
 */
export function checkGpu(
  { engine = "xla", "fetch-only": fetchOnly = false }: {
    readonly engine?: string;
    readonly "fetch-only"?: boolean;
  },
  hasDriver = hasGpu("nvidia"),
): void {
  if (!["xla", "auto"].includes(engine)) {
    throw new UsageError(
      `Cannot use --gpu with --engine ${engine}: the CUDA libraries are for the engine xla`,
    );
  }
  if (hasDriver || fetchOnly) return;
  throw new EngineUnavailable(
    "Cannot set up a GPU: this machine has no NVIDIA driver: add --fetch-only if the GPU is on " +
      "another machine that shares this cache",
  );
}

/** The command. */
export const setup = defineCommand({
  name: "setup",
  summary: "Downloads the libraries of an engine in advance; other commands do so on demand",
  synopsis: "[options]",
  options: {
    engine: ENGINE_OPTIONS.engine,
    gpu: { type: "boolean", about: "download the CUDA libraries for an NVIDIA GPU (2.4 GB)" },
    "fetch-only": {
      type: "boolean",
      about: "with --gpu: do not test the GPU, for example on a login node without one",
    },
  },
  async run({ values }) {
    const { engine } = readEngine(values.gpu ? { engine: "xla", ...values } : values);
    if (values.gpu) checkGpu(values);
    else if (values["fetch-only"]) throw new UsageError("Cannot use --fetch-only without --gpu");
    if (values.gpu) await fetchCuda(say);
    else if (engine === "xla") await fetchPluginIfNone(say);
    if (values["fetch-only"]) {
      console.log("The CUDA libraries are in the cache; they were not tested");
      return 0;
    }
    const found = await probeEngine(engine, say);
    if ("reason" in found) throw new EngineUnavailable(found.reason);
    if (values.gpu && !usesGpu(found.report)) {
      throw new EngineUnavailable(
        "Cannot use the GPU: the CUDA libraries are in the cache, but no GPU was found: the driver " +
          "must support CUDA 12 or newer: see `nvidia-smi`",
      );
    }
    console.log(`The engine "${found.report.engine}" is ready on ${found.report.device}`);
    return 0;
  },
});
