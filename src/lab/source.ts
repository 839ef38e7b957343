/**
 * What made a result: the sources, the packages and the machine.
 *
 * Nothing here names a place, a person or a host: results are made to be published.
 *
 * @module
 */
import { join, relative, sep } from "node:path";
import { cpus } from "node:os";
import { hashFile, hashValue } from "../core/hash.ts";
import { vectorUnits } from "../core/processor.ts";
import type { Provenance } from "./run.ts";

/** The part of a provenance that is the same for all runs of one call. */
export type Source = Pick<Provenance, "commit" | "versions" | "machine"> & {
  /** SHA-256 over names and contents of the files under `src/`. */
  readonly code: string;
};

/** Files of the repository that decide a run; a change anywhere else leaves the tree clean. */
const DECISIVE = ["src", "data", "deno.json", "deno.lock"];

/** Describes the checkout at `root` and this machine. */
export async function describeSource(root: string): Promise<Source> {
  const [code, commit, versions] = await Promise.all([
    hashFolder(join(root, "src")),
    readCommit(root),
    readVersions(join(root, "src", "import_map.json")),
  ]);
  return { code, commit, versions, machine: describeMachine() };
}

/** SHA-256 over the names and contents of all files below a folder, whatever the order on disk. */
export async function hashFolder(folder: string): Promise<string> {
  const hashes: Record<string, string> = {};
  for await (const path of filesBelow(folder)) {
    hashes[relative(folder, path).replaceAll(sep, "/")] = await hashFile(path);
  }
  return hashValue(hashes);
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    if (isDirectory) yield* filesBelow(join(folder, name));
    else if (isFile) yield join(folder, name);
  }
}

/** Commit of the checkout; null without git, in an archive, or before the first commit. */
async function readCommit(root: string): Promise<Provenance["commit"]> {
  const id = await git(root, ["rev-parse", "HEAD"]);
  const changes = await git(root, ["status", "--porcelain", "--", ...DECISIVE]);
  return id === null || changes === null ? null : { id: id.trim(), clean: changes === "" };
}

async function git(root: string, args: string[]): Promise<string | null> {
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args: ["-C", root, ...args],
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout) : null;
  } catch {
    return null; // git is not installed
  }
}

/** Exact versions of the packages in the import map, and of Deno. */
async function readVersions(path: string): Promise<Record<string, string>> {
  const { imports } = JSON.parse(await Deno.readTextFile(path)) as {
    imports: Record<string, string>;
  };
  const versions: Record<string, string> = { deno: Deno.version.deno };
  for (const specifier of Object.values(imports)) {
    const match = specifier.match(/^(?:npm|jsr):(@?[^@]+)@(.+)$/);
    if (match && !specifier.endsWith("/")) versions[match[1]!] = match[2]!;
  }
  return versions;
}

/** Describes this machine, as far as it decides the last bits of a number. */
export function describeMachine(): Provenance["machine"] {
  const { os, arch } = Deno.build;
  return { os, arch, cpu: cpus()[0]?.model.trim() ?? "unknown", vectors: vectorUnits() };
}
