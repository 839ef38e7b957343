/**
 * Remembers what notebooks showed, so that one that shows it still is not executed again.
 *
 * @module
 */
import { basename } from "node:path";
import { writeAtomically } from "../core/atomic_file.ts";
import { canonicalJson, hashFile } from "../core/hash.ts";

/** What a notebook showed when it was executed, and the hash of its file after that. */
interface Stamp {
  readonly shows: string;
  readonly file: string;
}

/** The stamps of all notebooks, kept in one file. */
export class Stamps {
  readonly #stamps: Record<string, Stamp>;

  private constructor(readonly path: string, stamps: Record<string, Stamp>) {
    this.#stamps = stamps;
  }

  /** Reads the stamps; none if there are none yet, or if their file is damaged. */
  static async load(path: string): Promise<Stamps> {
    try {
      return new Stamps(path, JSON.parse(await Deno.readTextFile(path)));
    } catch {
      return new Stamps(path, {}); // then everything is executed, which does no harm
    }
  }

  /** Whether the file is as it was after an execution that showed the same. */
  async isFresh(notebook: string, shows: string): Promise<boolean> {
    const stamp = this.#stamps[basename(notebook)];
    return stamp?.shows === shows && stamp.file === await hashFile(notebook);
  }

  /** Remembers that the file shows this now. */
  async set(notebook: string, shows: string): Promise<void> {
    this.#stamps[basename(notebook)] = { shows, file: await hashFile(notebook) };
  }

  /** Writes the stamps. */
  async save(): Promise<void> {
    await writeAtomically(this.path, canonicalJson(this.#stamps) + "\n");
  }
}
