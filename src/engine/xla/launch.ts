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
import { INVALID_ARGUMENT, Pjrt, PjrtError } from "./pjrt.ts";
import type { DeviceKind, FoundPlugin } from "./plugin.ts";

/**
 * Options of clients. A GPU's memory is taken as it is needed, for others may use the card too, and
 * up to nine tenths: left to itself, XLA stops at three quarters.
 */
const CLIENT_OPTIONS: Readonly<Record<DeviceKind, Readonly<Record<string, NamedValue>>>> = {
  cpu: { cpu_device_count: 1n },
  nvidia: { preallocate: false, memory_fraction: 0.9 },
  amd: { preallocate: false, memory_fraction: 0.9 },
  other: {},
};

/**
 * The size of the thread pools; read when a client is made. On a GPU they only compile, for which all
 * cores are welcome however many a run on the CPU may take.
 */
const THREADS = "NPROC";

/** From which level on XLA writes to stderr; 1 leaves out its notes. */
const LOG_LEVEL = "TF_CPP_MIN_LOG_LEVEL";

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
  const variables = {
    [LOG_LEVEL]: Deno.env.get(LOG_LEVEL) ?? "1",
    ...(threads === undefined || device !== "cpu" ? {} : { [THREADS]: String(threads) }),
  };
  return withVariables(variables, () => {
    const pjrt = new Pjrt(path);
    const flags = flagsFor(device, path);
    try {
      return new Client(pjrt, CLIENT_OPTIONS[device], flags);
    } catch (error) {
      const refused = error instanceof PjrtError && error.code === INVALID_ARGUMENT;
      if (!refused) throw error;
      return new Client(pjrt, {}, flags); // a plugin that does not know the options
    }
  });
}

/** C's getenv sees what Deno sets; other libraries and child processes should not. */
function withVariables<T>(variables: Readonly<Record<string, string>>, body: () => T): T {
  const names = Object.keys(variables);
  const before = names.map((name) => Deno.env.get(name));
  for (const name of names) Deno.env.set(name, variables[name]!);
  try {
    return body();
  } finally {
    names.forEach((name, i) => {
      if (before[i] === undefined) Deno.env.delete(name);
      else Deno.env.set(name, before[i]);
    });
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
