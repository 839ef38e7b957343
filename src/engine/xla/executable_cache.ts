/**
 * Compiled programs on disk, so that XLA compiles a training step once and not in every process.
 *
 * A file holds machine code for one plugin and one device. Its name is the hash of everything that
 * decides the code; its first bytes are the hash of the rest, since a damaged file would not be an
 * error but a crash.
 *
 * @module
 */
import { join } from "node:path";
import { hashValue, sha256 } from "../../core/hash.ts";
import { cacheDir } from "../../core/paths.ts";
import type { Client } from "./client.ts";
import type { Executable } from "./executable.ts";
import { processor } from "../../core/processor.ts";
import type { ModuleText } from "./stablehlo.ts";

/** So many files are kept, the newest: a file of T5's step has about 1 MB. */
const MOST_FILES = 200;

const HASH_CHARACTERS = 64;

/** Compiles programs, or finds them compiled. */
export class ExecutableCache {
  /** Programs that XLA compiled, and those found on disk, since the start. */
  readonly counts = { compiled: 0, loaded: 0 };
  readonly #machine: string;

  /** @param folder absent: the kit's cache; null: nothing is kept on disk */
  constructor(
    private readonly client: Client,
    private readonly folder: string | null = join(cacheDir(), "xla-programs"),
  ) {
    const { path, version } = client.pjrt;
    const { size, mtime } = Deno.statSync(path);
    this.#machine = hashValue({
      plugin: { size, mtime: mtime?.getTime() ?? 0, version: [...version] },
      platform: { ...client.platform },
      flags: { ...client.flags },
      processor: processor(),
    });
  }

  /**
   * The executable of a module.
   *
   * @param name of the program, for the message if XLA refuses it
   */
  compile(name: string, module: ModuleText): Executable {
    const file = this.folder && join(this.folder, sha256(this.#machine + module.text));
    const found = file ? this.#load(file, module) : undefined;
    if (found) {
      this.counts.loaded++;
      return found;
    }
    let executable: Executable;
    try {
      executable = this.client.compile(module);
    } catch (error) {
      throw new Error(`Cannot compile "${name}": ${(error as Error).message}`, { cause: error });
    }
    this.counts.compiled++;
    if (file) this.#store(file, executable);
    return executable;
  }

  #load(file: string, module: ModuleText): Executable | undefined {
    try {
      const bytes = Deno.readFileSync(file);
      const code = bytes.subarray(HASH_CHARACTERS);
      const hash = new TextDecoder().decode(bytes.subarray(0, HASH_CHARACTERS));
      if (hash !== sha256(code)) return undefined;
      return this.client.load(code, module);
    } catch {
      return undefined; // not there, or the plugin refuses it: compile
    }
  }

  /** A cache that cannot be written costs time, not the run. */
  #store(file: string, executable: Executable): void {
    try {
      const code = this.client.serialize(executable);
      const hash = new TextEncoder().encode(sha256(code));
      Deno.mkdirSync(this.folder!, { recursive: true });
      const temporary = `${file}.${Deno.pid}`; // renamed when whole: another process may read
      const bytes = new Uint8Array(hash.length + code.length);
      bytes.set(hash);
      bytes.set(code, hash.length);
      Deno.writeFileSync(temporary, bytes);
      Deno.renameSync(temporary, file);
      this.#prune();
    } catch {
      return;
    }
  }

  #prune(): void {
    const paths = [...Deno.readDirSync(this.folder!)].map(({ name }) => join(this.folder!, name));
    if (paths.length <= MOST_FILES) return;
    const age = (path: string) => Deno.statSync(path).mtime?.getTime() ?? 0;
    const oldestFirst = paths.map((path) => ({ path, at: age(path) })).sort((a, b) => a.at - b.at);
    for (const { path } of oldestFirst.slice(0, paths.length - MOST_FILES)) Deno.removeSync(path);
  }
}
