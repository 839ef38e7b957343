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
    "Cannot set up a GPU: this machine has no NVIDIA driver: add --fetch-only where the GPU is in " +
      "another machine with the same cache",
  );
}

/** The command. */
export const setup = defineCommand({
  name: "setup",
  summary: "Fetches what the engine needs; other commands do so by themselves",
  synopsis: "[options]",
  options: {
    engine: ENGINE_OPTIONS.engine,
    gpu: { type: "boolean", about: "fetches the CUDA libraries for an NVIDIA GPU: 2.4 GB" },
    "fetch-only": {
      type: "boolean",
      about: "with --gpu: tries nothing, as on a login node without a GPU",
    },
  },
  async run({ values }) {
    const { engine } = readEngine(values.gpu ? { engine: "xla", ...values } : values);
    if (values.gpu) checkGpu(values);
    else if (values["fetch-only"]) throw new UsageError("Cannot use --fetch-only without --gpu");
    if (values.gpu) await fetchCuda(say);
    else if (engine === "xla") await fetchPluginIfNone(say);
    if (values["fetch-only"]) {
      console.log("The CUDA libraries are here; they were not tried");
      return 0;
    }
    const found = await probeEngine(engine, say);
    if ("reason" in found) throw new EngineUnavailable(found.reason);
    if (values.gpu && !usesGpu(found.report)) {
      throw new EngineUnavailable(
        "The CUDA libraries are here, but no GPU is reached: its driver must be of CUDA 12 or " +
          "newer: see `nvidia-smi`",
      );
    }
    console.log(`The engine "${found.report.engine}" is ready, on ${found.report.device}`);
    return 0;
  },
});
