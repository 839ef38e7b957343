/**
 * Opens a plugin with the options that its kind of device wants.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { EngineUnavailable } from "../../core/errors.ts";
import { Client } from "./client.ts";
import type { Flags } from "./compile_options.ts";
import type { NamedValue } from "./named_values.ts";
import { Pjrt, PjrtError } from "./pjrt.ts";
import type { DeviceKind, FoundPlugin } from "./plugin.ts";

/** Options of clients. A GPU's memory is taken as it is needed: others may use the card too. */
const CLIENT_OPTIONS: Readonly<Record<DeviceKind, Readonly<Record<string, NamedValue>>>> = {
  cpu: { cpu_device_count: 1n },
  nvidia: { preallocate: false },
  amd: { preallocate: false },
  other: {},
};

/** The size of the CPU client's thread pools; read when a client is made. */
const THREADS_VARIABLE = "NPROC";

const INVALID_ARGUMENT = 3;

/** A client and the plugin it came from. */
export interface Launched {
  readonly client: Client;
  readonly plugin: FoundPlugin;
}

/**
 * Opens the first plugin that gives a device.
 *
 * @throws {EngineUnavailable} if none does, with each one's reason
 */
export function launchFirst(plugins: readonly FoundPlugin[], threads?: number): Launched {
  const reasons: string[] = [];
  for (const plugin of plugins) {
    try {
      return { client: launch(plugin, threads), plugin };
    } catch (error) {
      reasons.push(`"${plugin.path}": ${(error as Error).message}`);
    }
  }
  throw new EngineUnavailable(
    `Cannot start engine "xla": ${reasons.join("; ")}: choose --engine tensorflow`,
  );
}

function launch({ path, device }: FoundPlugin, threads?: number): Client {
  const pjrt = new Pjrt(path);
  const create = (options: Readonly<Record<string, NamedValue>>) =>
    withThreads(threads, () => new Client(pjrt, options, flagsFor(device, path)));
  try {
    return create(CLIENT_OPTIONS[device]);
  } catch (error) {
    const refused = error instanceof PjrtError && error.code === INVALID_ARGUMENT;
    if (!refused) throw error;
    return create({}); // a plugin that does not know the options
  }
}

function withThreads<T>(threads: number | undefined, body: () => T): T {
  if (threads === undefined) return body();
  const before = Deno.env.get(THREADS_VARIABLE);
  Deno.env.set(THREADS_VARIABLE, String(threads));
  try {
    return body();
  } finally {
    if (before === undefined) Deno.env.delete(THREADS_VARIABLE);
    else Deno.env.set(THREADS_VARIABLE, before);
  }
}

/** CUDA's own compiler and libraries lie beside the plugin in `site-packages/nvidia`. */
function flagsFor(device: DeviceKind, path: string): Flags {
  if (device !== "nvidia") return {};
  const sitePackages = dirname(dirname(dirname(path)));
  const folders = ["nvidia/cu13", "nvidia/cuda_nvcc"].map((place) => join(sitePackages, place));
  const found = folders.find((folder) => existsSync(folder));
  return found ? { xla_gpu_cuda_data_dir: found } : {};
}
