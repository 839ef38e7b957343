/**
 * Things that are costly to make and to hold: those used last are kept.
 *
 * @module
 */

/** Made things by key; of more than `most`, the one that was not used for longest is disposed of. */
export class MostRecent<T extends { dispose(): void }> implements Disposable {
  readonly #made = new Map<string, T>();

  constructor(private readonly most: number) {}

  /** What was made under a key, or what `make` gives. */
  get(key: string, make: () => T): T {
    const found = this.#made.get(key) ?? make();
    this.#made.delete(key); // a Map keeps the order of insertion: now it is the newest
    this.#made.set(key, found);
    if (this.#made.size > this.most) {
      const [oldest, unused] = this.#made.entries().next().value!;
      this.#made.delete(oldest);
      unused.dispose();
    }
    return found;
  }

  /** Frees all that is kept. */
  [Symbol.dispose](): void {
    for (const made of this.#made.values()) made.dispose();
    this.#made.clear();
  }
}
