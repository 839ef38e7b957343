/**
 * Compiled programs of single kernels, by their text.
 *
 * @module
 */
import type { Client } from "./client.ts";
import type { Executable } from "./executable.ts";
import type { ModuleText } from "./stablehlo.ts";

/** So many are kept; one takes some 100 KB. */
const MOST_PROGRAMS = 2000;

/** Programs; the one that was not used for longest goes first. */
export class ProgramCache {
  readonly #programs = new Map<string, Executable>();

  constructor(private readonly client: Client) {}

  /** The compiled form of a module. */
  get(module: ModuleText): Executable {
    const { text } = module;
    const executable = this.#programs.get(text) ?? this.client.compile(module);
    this.#programs.delete(text); // a Map keeps the order of insertion: now it is the newest
    this.#programs.set(text, executable);
    if (this.#programs.size > MOST_PROGRAMS) {
      const [oldest, unused] = this.#programs.entries().next().value!;
      this.#programs.delete(oldest);
      unused.dispose();
    }
    return executable;
  }
}
