/**
 * Seeded random streams, the only source of chance in the kit.
 *
 * A stream is named by a string. `fork` makes a child whose values depend on the names alone, never
 * on how many values the parent has drawn, so adding one draw in one place leaves every other
 * stream as it was. Only 32-bit integer arithmetic and division by powers of two decide the
 * integers and uniforms, so they are the same on every platform.
 *
 * @module
 */

/**
 * Hashes a string to four 32-bit words (cyrb128, a public-domain mixer in the style of
 * MurmurHash3).
 *
 * Source: https://github.com/bryc/code/blob/master/jshash/PRNGs.md
 */
function hashWords(text: string): [number, number, number, number] {
  let a = 1779033703, b = 3144134277, c = 1013904242, d = 2773480762;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  a ^= b ^ c ^ d;
  return [a >>> 0, (b ^ a) >>> 0, (c ^ a) >>> 0, (d ^ a) >>> 0];
}

/**
 * Draws reproducible random values from a named stream (sfc32 seeded by the hash of the name).
 *
 * Source: Chris Doty-Humphrey, PractRand, generator sfc32.
 *
 * @example Two streams of one name give the same values
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(new Rng("run 1").uint32(), new Rng("run 1").uint32());
 * ```
 */
export class Rng {
  /** The full name of the stream: the seed and the labels of all its forks. */
  readonly name: string;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** Starts the stream of that name; a number is read as its decimal text. */
  constructor(seed: string | number) {
    this.name = String(seed);
    const [a, b, c, d] = hashWords(this.name);
    this.#a = a;
    this.#b = b;
    this.#c = c ^ d;
    for (let i = 0; i < 12; i++) this.uint32(); // sfc32 needs 12 rounds to mix its seed
  }

  /** Returns the child stream of that label, independent of the values drawn so far. */
  fork(label: string | number): Rng {
    return new Rng(`${this.name}/${label}`);
  }

  /** Draws an integer of 0 ... 2^32 - 1. */
  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum | 0;
    return sum >>> 0;
  }

  /**
   * Draws an integer of 1 ... 2^31 - 1, the range that seeds of TensorFlow ops take (they read 0 as
   * "no seed").
   */
  seed(): number {
    return (this.uint32() >>> 1) || 1;
  }

  /** Draws a number of [0, 1) with 32 random bits. */
  uniform(): number {
    return this.uint32() / 4294967296;
  }

  /** Draws from the standard normal distribution (Box-Muller, one value from two uniforms). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /**
   * Draws an integer of 0 ... `count` - 1, each equally likely.
   *
   * @throws {RangeError} if `count` is not an integer of 1 ... 2^32
   */
  integer(count: number): number {
    if (!Number.isInteger(count) || count < 1 || count > 4294967296) {
      throw new RangeError(
        `Cannot draw an integer as count must be an integer of 1 ... 2^32: current value is ${count}`,
      );
    }
    const limit = 4294967296 - 4294967296 % count; // values beyond would favour small results
    let value = this.uint32();
    while (value >= limit) value = this.uint32();
    return value % count;
  }

  /**
   * Draws one item, each equally likely.
   *
   * @throws {RangeError} if `items` is empty
   */
  choice<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError("Cannot choose an item: the list is empty");
    return items[this.integer(items.length)] as T;
  }

  /** Returns a new list of the same items in random order (Fisher-Yates). */
  shuffled<T>(items: readonly T[]): T[] {
    return this.sample(items, items.length);
  }

  /**
   * Draws `count` different positions of `items` and returns what stands there, in random order.
   *
   * @throws {RangeError} if there are fewer than `count` items
   */
  sample<T>(items: readonly T[], count: number): T[] {
    if (!Number.isInteger(count) || count < 0 || count > items.length) {
      throw new RangeError(
        `Cannot sample items as count must be an integer of 0 ... ${items.length}: current value is ${count}`,
      );
    }
    const pool = items.slice();
    for (let i = 0; i < count; i++) {
      const j = i + this.integer(pool.length - i);
      [pool[i], pool[j]] = [pool[j] as T, pool[i] as T];
    }
    return pool.slice(0, count);
  }
}
