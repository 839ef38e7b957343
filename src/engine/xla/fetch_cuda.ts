/**
 * Fetches what an NVIDIA GPU needs, when a user asks for it: JAX's CUDA plugin with the libraries of
 * CUDA, in a folder laid out like Python's `site-packages`, where the plugin finds them by itself.
 *
 * The versions and hashes stand in `cuda12.txt`; pip checks them. A driver of CUDA 12 or newer does.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { EngineUnavailable } from "../../core/errors.ts";
import { sha256 } from "../../core/hash.ts";
import { makeOnce } from "../../core/make_once.ts";
import { cacheDir } from "../../core/paths.ts";
import { runPip } from "../../core/pip.ts";
import { checkSpace } from "../../core/space.ts";

const REQUIREMENTS = fileURLToPath(new URL("./cuda12.txt", import.meta.url));

/** Room for the wheels and what is in them: 2.4 GB and 4.9 GB. */
const NEEDED_BYTES = 8e9;

/** The folder; another one for another list of packages. */
export function cudaFolder(requirements: string = REQUIREMENTS): string {
  return join(cacheDir(), `cuda12-${sha256(Deno.readTextFileSync(requirements)).slice(0, 8)}`);
}

interface Options {
  readonly requirements?: string;
  readonly neededBytes?: number;
  readonly progress?: boolean;
}

/**
 * Fetches the folder, unless it is there.
 *
 * @param notice takes a line on what happens
 * @param options what a test replaces: the list of packages, the room that they take, and where the
 *   progress that pip shows goes
 * @returns the folder
 * @throws {EngineUnavailable} if pip, the network, disk space or a package for this machine is missing
 */
export async function fetchCuda(
  notice: (line: string) => void,
  { requirements = REQUIREMENTS, neededBytes = NEEDED_BYTES, progress = true }: Options = {},
): Promise<string> {
  if (Deno.build.os !== "linux") throw unavailable("NVIDIA's libraries are for Linux and WSL 2");
  const folder = cudaFolder(requirements);
  try {
    await makeOnce(folder, { does: "fetches the CUDA libraries", notice }, async (part) => {
      await checkSpace(part, neededBytes);
      notice("Downloading JAX's CUDA plugin and NVIDIA's libraries with pip (2.4 GB, once)");
      const temporary = join(part, "download");
      await Deno.mkdir(temporary);
      // without dependencies: the list is complete, and pip checks every hash of it
      // deno-fmt-ignore
      const args = ["install", "--requirement", requirements, "--require-hashes", "--no-deps",
        "--only-binary=:all:", "--no-input", "--no-cache-dir", "--target", part];
      const failure = await runPip(args, temporary, progress);
      if (failure !== undefined) throw new Error(failure);
      await Deno.remove(temporary, { recursive: true });
    });
  } catch (error) {
    throw unavailable((error as Error).message);
  }
  return folder;
}

function unavailable(detail: string): EngineUnavailable {
  return new EngineUnavailable(`Cannot fetch the CUDA libraries: ${detail}`);
}
