/**
 * Fetches libtensorflow once: pip downloads TensorFlow's wheel, two files of it are kept.
 *
 * pip and not a plain download, since it knows the mirror, proxy and certificates of the machine.
 *
 * @module
 */
import { basename, join } from "node:path";
import { EngineUnavailable } from "../../core/errors.ts";
import { makeOnce } from "../../core/make_once.ts";
import { cacheDir } from "../../core/paths.ts";
import { type Progress, showProgress } from "../../core/progress.ts";
import { checkSpace, isDiskFull } from "../../core/space.ts";
import { unpack } from "../../core/unpack.ts";
import { downloadWheel, type Wheel } from "../../core/wheel.ts";

/** The version that is fetched; any 2.x that has the C functions works. */
export const TENSORFLOW_VERSION = "2.21.0";

/** What all wheels share; the Python in their tags does not matter, no Python will load them. */
const ANY = { version: TENSORFLOW_VERSION, python: "3.12" } as const;

/** By `Deno.build.target`'s system and processor. Sizes are for the progress bar. */
const WHEELS: Readonly<Record<string, Wheel & { readonly bytes: number }>> = {
  "linux-x86_64": {
    ...ANY,
    project: "tensorflow-cpu",
    platform: "manylinux_2_27_x86_64",
    bytes: 274_000_871,
    sha256: "dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb",
  },
  "linux-aarch64": { // there is no tensorflow-cpu for it: this one has no CUDA either
    ...ANY,
    project: "tensorflow",
    platform: "manylinux_2_27_aarch64",
    bytes: 270e6,
    sha256: "b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552",
  },
  "darwin-aarch64": {
    ...ANY,
    project: "tensorflow",
    platform: "macosx_12_0_arm64",
    bytes: 250e6,
    sha256: "56ecd7d47429acbe1df2694d50b75bf9fc3995ac92cb367cd9af6c4780ead712",
  },
};

/** Room for the wheel and the two files: 274 MB + 853 MB. */
const NEEDED_BYTES = 1.2e9;

const LIBRARY = /^tensorflow\/libtensorflow_(cc|framework)(\.so\.2|\.2\.dylib)$/;

/** What is fetched, laid out as in site-packages. */
function folder(): string {
  return join(cacheDir(), `tensorflow-${TENSORFLOW_VERSION}`);
}

/** The folder that holds the libraries once they are fetched. */
export function cachedWheel(): string {
  return join(folder(), "tensorflow");
}

/**
 * Fetches the wheel and unpacks the two libraries; several processes at once fetch it once.
 *
 * @returns the folder of the libraries
 * @throws {EngineUnavailable} if pip, the network, disk space or a wheel for this machine is missing
 */
export async function fetchWheel(notice?: (line: string) => void): Promise<string> {
  const machine = `${Deno.build.os}-${Deno.build.arch}`;
  const wheel = WHEELS[machine];
  if (!wheel) throw unavailable(`there is no wheel for ${machine}`);
  try {
    await makeOnce(folder(), { does: "fetches TensorFlow", notice }, async (part) => {
      await checkSpace(part, NEEDED_BYTES);
      const download = join(part, "download");
      const file = await downloadWatched(wheel, download, notice);
      await unpackLibraries(file, join(part, "tensorflow"), notice);
      await Deno.remove(download, { recursive: true });
    });
  } catch (error) {
    throw unavailable(reason(error as Error));
  }
  return cachedWheel();
}

/** Watches the file grow, since what pip prints differs between versions. */
async function downloadWatched(
  wheel: Wheel & { readonly bytes: number },
  folder: string,
  notice?: (line: string) => void,
): Promise<string> {
  const progress = showProgress(
    `Downloading TensorFlow ${TENSORFLOW_VERSION} with pip`,
    wheel.bytes,
    {
      notice,
    },
  );
  progress.update(0);
  const timer = setInterval(() => progress.update(largestFile(folder)), 250);
  try {
    return await downloadWheel(wheel, folder);
  } finally {
    clearInterval(timer);
    progress.finish();
  }
}

async function unpackLibraries(
  file: string,
  folder: string,
  notice?: (line: string) => void,
): Promise<void> {
  let progress: Progress | undefined;
  const place = (name: string) => LIBRARY.test(name) ? join(folder, basename(name)) : undefined;
  const count = await unpack(file, place, (done, total) => {
    progress ??= showProgress("Unpacking TensorFlow", total, { notice });
    progress.update(done);
  }).finally(() => progress?.finish());
  if (count !== 2) throw new Error(`"${basename(file)}" lacks the libraries`);
}

function largestFile(folder: string): number {
  let largest = 0;
  try {
    for (const entry of Deno.readDirSync(folder)) {
      const path = join(folder, entry.name);
      const size = entry.isDirectory ? largestFile(path) : Deno.statSync(path).size;
      largest = Math.max(largest, size);
    }
  } catch {
    return largest; // pip moved a file meanwhile
  }
  return largest;
}

function reason(error: Error): string {
  if (isDiskFull(error.message)) return "the disk is full: free 1.2 GB";
  if (error instanceof Deno.errors.PermissionDenied || /read-only/i.test(error.message)) {
    return `"${cacheDir()}" is not writable: set KIT_CACHE to a writable folder`;
  }
  return error.message;
}

function unavailable(detail: string): EngineUnavailable {
  return new EngineUnavailable(
    `Cannot fetch TensorFlow: ${detail}; or set KIT_LIBTENSORFLOW, or choose --engine wasm`,
  );
}
