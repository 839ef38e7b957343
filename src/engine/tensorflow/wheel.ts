/**
 * Fetches libtensorflow once: pip downloads TensorFlow's wheel, two files of it are kept.
 *
 * pip and not a plain download, since it knows the mirror, proxy and certificates of the machine.
 *
 * @module
 */
import { statfs } from "node:fs/promises";
import { basename, join } from "node:path";
import { EngineUnavailable } from "../../core/errors.ts";
import { hashFile } from "../../core/hash.ts";
import { withLock } from "../../core/lock.ts";
import { cacheDir } from "../../core/paths.ts";
import { showProgress } from "../../core/progress.ts";
import { runPip } from "../pip.ts";
import { unpack } from "../unpack.ts";

/** The version that is fetched; any 2.x that has the C functions works. */
export const TENSORFLOW_VERSION = "2.21.0";

/** One wheel of PyPI; the Python in its tag does not matter, no Python will load it. */
interface Wheel {
  readonly project: string;
  readonly platform: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** By `Deno.build.target`'s system and processor. Sizes are for the progress bar. */
const WHEELS: Readonly<Record<string, Wheel>> = {
  "linux-x86_64": {
    project: "tensorflow-cpu",
    platform: "manylinux_2_27_x86_64",
    bytes: 274_000_871,
    sha256: "dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb",
  },
  "linux-aarch64": { // there is no tensorflow-cpu for it: this one has no CUDA either
    project: "tensorflow",
    platform: "manylinux_2_27_aarch64",
    bytes: 270e6,
    sha256: "b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552",
  },
  "darwin-aarch64": {
    project: "tensorflow",
    platform: "macosx_12_0_arm64",
    bytes: 250e6,
    sha256: "56ecd7d47429acbe1df2694d50b75bf9fc3995ac92cb367cd9af6c4780ead712",
  },
};

/** Room for the wheel and the two files: 274 MB + 853 MB. */
const NEEDED_BYTES = 1.2e9;

const LIBRARY = /^tensorflow\/libtensorflow_(cc|framework)(\.so\.2|\.2\.dylib)$/;

/** Beginning of the names of folders in which a fetch is under way. */
const PARTIAL = "partial-tensorflow-";

/** The folder that holds the libraries once they are fetched; laid out as in site-packages. */
export function cachedWheel(): string {
  return join(cacheDir(), `tensorflow-${TENSORFLOW_VERSION}`, "tensorflow");
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
    const says = "Waiting for another process that fetches TensorFlow";
    await withLock(join(cacheDir(), "tensorflow.lock"), { says, notice }, async () => {
      if (await exists(cachedWheel())) return;
      await removeLeftovers();
      await checkSpace(cacheDir());
      await fetchInto(cachedWheel(), wheel, notice);
    });
  } catch (error) {
    throw error instanceof EngineUnavailable ? error : unavailable(reason(error as Error));
  }
  return cachedWheel();
}

/** Whoever holds the lock is alone: other partial folders are of processes that were killed. */
async function removeLeftovers(): Promise<void> {
  for await (const { name } of Deno.readDir(cacheDir())) {
    if (name.startsWith(PARTIAL)) await Deno.remove(join(cacheDir(), name), { recursive: true });
  }
}

async function fetchInto(
  folder: string,
  wheel: Wheel,
  notice?: (line: string) => void,
): Promise<void> {
  // beside its final place, so that the rename is atomic and /tmp need not be large
  const temporary = await Deno.makeTempDir({ dir: cacheDir(), prefix: PARTIAL });
  try {
    const file = await downloadWheel(wheel, temporary, notice);
    await checkWheel(file, wheel.sha256);
    const unpacked = join(temporary, "unpacked");
    const count = await unpack(file, LIBRARY, join(unpacked, "tensorflow"), notice);
    if (count !== 2) throw unavailable(`"${basename(file)}" lacks the libraries`);
    await Deno.rename(unpacked, join(folder, ".."));
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
}

/** Runs `pip download`, watching the file grow, since what pip prints differs between versions. */
async function downloadWheel(
  wheel: Wheel,
  folder: string,
  notice?: (line: string) => void,
): Promise<string> {
  // deno-fmt-ignore
  const args = ["download", `${wheel.project}==${TENSORFLOW_VERSION}`,
    "--no-deps", "--only-binary=:all:", "--python-version", "3.12", "--platform", wheel.platform,
    "--no-cache-dir", "--no-input", "--retries", "2", "--quiet", "--no-color",
    "--dest", join(folder, "wheel")];
  const progress = showProgress(`Fetching TensorFlow ${TENSORFLOW_VERSION} by pip`, wheel.bytes, {
    notice,
  });
  progress.update(0);
  const timer = setInterval(() => progress.update(largestFile(folder)), 250);
  const failure = await runPip(args, folder).finally(() => clearInterval(timer));
  progress.finish();
  if (failure !== undefined) throw unavailable(failure);
  for (const { name } of Deno.readDirSync(join(folder, "wheel"))) {
    if (name.endsWith(".whl")) return join(folder, "wheel", name);
  }
  throw unavailable("pip left no wheel");
}

async function checkWheel(file: string, expected: string): Promise<void> {
  const actual = await hashFile(file);
  if (actual === expected) return;
  throw unavailable(
    `SHA-256 of "${basename(file)}" must be ${expected}: the package index gave ${actual}`,
  );
}

async function checkSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = Number(bavail) * Number(bsize);
  if (free >= NEEDED_BYTES) return;
  throw unavailable(
    `1.2 GB must be free in "${folder}": ${
      (free / 1e9).toFixed(1)
    } GB are: free some or set KIT_CACHE`,
  );
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

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}

function reason(error: Error): string {
  if (/No space left|ENOSPC/i.test(error.message)) return "the disk is full: free 1.2 GB";
  if (error instanceof Deno.errors.PermissionDenied || /read-only/i.test(error.message)) {
    return `"${cacheDir()}" cannot be written: set KIT_CACHE to a folder that can`;
  }
  return error.message;
}

function unavailable(detail: string): EngineUnavailable {
  return new EngineUnavailable(
    `Cannot fetch TensorFlow: ${detail}; or set KIT_LIBTENSORFLOW, or choose --engine wasm`,
  );
}
