/**
 * Where PJRT plugins are on this machine.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { EngineUnavailable } from "../../core/errors.ts";
import { isFileSync } from "../../core/exists.ts";
import { askPython, pythonPrograms } from "../../core/python.ts";
import { hasGpu } from "../gpu.ts";
import { cudaFolder } from "./fetch_cuda.ts";
import { cachedPlugin } from "./fetch_plugin.ts";

/** What a plugin drives. */
export type DeviceKind = "cpu" | "nvidia" | "amd" | "other";

/** A plugin file. */
export interface FoundPlugin {
  readonly path: string;
  readonly device: DeviceKind;
  /** Who brought it, in words. */
  readonly source: string;
}

/** What a search may use; a test replaces the parts that belong to the machine. */
export interface SearchOptions {
  /** Folders like Python's `site-packages`, best first; absent: those of the installed Pythons. */
  readonly sitePackages?: readonly string[];
  /** Whether the machine has such a device; absent: by its device files. */
  readonly hasDevice?: (device: DeviceKind) => boolean;
}

/** Places inside `site-packages`, best first. */
const PLACES: readonly (readonly [string, DeviceKind])[] = [
  ["jax_plugins/xla_cuda13/xla_cuda_plugin.so", "nvidia"],
  ["jax_plugins/xla_cuda12/xla_cuda_plugin.so", "nvidia"],
  ["jax_plugins/xla_rocm7/xla_rocm_plugin.so", "amd"],
  ["lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so", "cpu"],
  ["fastatomstruct_xla_cpu/libpjrt_cpu.so", "cpu"],
];

/**
 * Finds plugins: `KIT_PJRT_PLUGIN` and nothing else where it is set, else those of installed Pythons
 * and of the kit's cache, GPUs first.
 *
 * @throws {EngineUnavailable} if there is none, saying how to get one
 */
export async function findPlugins(options: SearchOptions = {}): Promise<FoundPlugin[]> {
  const set = Deno.env.get("KIT_PJRT_PLUGIN");
  if (set) return [fromEnvironment(set)];
  const found = await installedPlugins(options);
  const cached = cachedPlugin();
  if (isFileSync(cached)) found.push({ path: cached, device: "cpu", source: "the kit's cache" });
  if (found.length > 0) return found;
  throw new EngineUnavailable(
    'Cannot start engine "xla": no PJRT plugin was found: run `deno task setup --engine xla`, set KIT_PJRT_PLUGIN, or choose --engine tensorflow',
  );
}

/** The plugins that came with Python packages, best first. */
export async function installedPlugins(options: SearchOptions = {}): Promise<FoundPlugin[]> {
  const hasDevice = options.hasDevice ?? isHere;
  const folders = options.sitePackages ?? [...await installedSitePackages(), cudaFolder()];
  return PLACES.filter(([, device]) => hasDevice(device)).flatMap(([place, device]) =>
    folders.map((folder) => join(folder, place))
      .filter(isFileSync)
      .map((path) => ({ path, device, source: `Python package in "${dirname(path)}"` }))
  );
}

function fromEnvironment(path: string): FoundPlugin {
  if (!isFileSync(path)) {
    throw new EngineUnavailable(
      `Cannot start engine "xla": KIT_PJRT_PLUGIN must name a PJRT plugin: current value is "${path}"`,
    );
  }
  return { path, device: kindByName(path), source: "KIT_PJRT_PLUGIN" };
}

function kindByName(path: string): DeviceKind {
  const name = path.split("/").slice(-2).join("/");
  if (/cuda|gpu/.test(name)) return "nvidia";
  if (/rocm/.test(name)) return "amd";
  return /cpu/.test(name) ? "cpu" : "other";
}

/** Opening a GPU's plugin takes a third of a second, so it is left alone where no driver is. */
function isHere(device: DeviceKind): boolean {
  return device === "nvidia" || device === "amd" ? hasGpu(device) : true;
}

const ASK_PYTHON = `
import json, site, sys
print(json.dumps([*sys.path, site.getusersitepackages()]))
`;

async function installedSitePackages(): Promise<string[]> {
  const programs = pythonPrograms();
  const answers = await Promise.all(programs.map((program) => askPython(program, ASK_PYTHON)));
  const folders = (answers as (string[] | undefined)[]).flatMap((answer) => answer ?? []);
  return [...new Set(folders)].filter((folder) => folder.endsWith("-packages"));
}
