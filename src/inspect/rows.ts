/**
 * Rows of numbers, as the tokens of a prompt or the embeddings of a vocabulary, and their lengths and
 * angles. All is computed in float64.
 *
 * @module
 */

/** `[count, width]`, row by row. */
export interface Rows {
  readonly count: number;
  readonly width: number;
  readonly values: Float32Array | Float64Array;
}

/** Dot product of row `i` of `a` and row `j` of `b`. */
export function dot(a: Rows, i: number, b: Rows, j: number): number {
  const { values: left, width } = a;
  const { values: right } = b;
  const [from, to] = [i * width, j * width];
  let sum = 0;
  for (let k = 0; k < width; k++) sum += left[from + k]! * right[to + k]!;
  return sum;
}

/** Rows that {@linkcode dotTogether} takes at once. */
export const TOGETHER = 4;

/**
 * Dot products of rows `i` to `i + 3` of `a` and row `j` of `b`: twice as fast as one by one, since each
 * number of `b` is read once.
 *
 * @param products takes them
 */
export function dotTogether(a: Rows, i: number, b: Rows, j: number, products: Float64Array): void {
  const { values: left, width } = a;
  const { values: right } = b;
  const first = i * width;
  const second = first + width;
  const third = second + width;
  const fourth = third + width;
  const to = j * width;
  let [p, q, r, s] = [0, 0, 0, 0];
  for (let k = 0; k < width; k++) {
    const value = right[to + k]!;
    p += left[first + k]! * value;
    q += left[second + k]! * value;
    r += left[third + k]! * value;
    s += left[fourth + k]! * value;
  }
  products[0] = p;
  products[1] = q;
  products[2] = r;
  products[3] = s;
}

/** Euclidean norm of each row. */
export function normsOf(rows: Rows): number[] {
  return Array.from({ length: rows.count }, (_, i) => Math.sqrt(dot(rows, i, rows, i)));
}

/** `a · b / (|a| |b|)` of two rows; 0 if one of them is zero. */
export function cosine(a: Rows, i: number, b: Rows, j: number): number {
  return quotient(dot(a, i, b, j), Math.sqrt(dot(a, i, a, i) * dot(b, j, b, j)));
}

/** Euclidean distance of two rows. */
export function distance(a: Rows, i: number, b: Rows, j: number): number {
  let sum = 0;
  for (let k = 0; k < a.width; k++) {
    sum += (a.values[i * a.width + k]! - b.values[j * b.width + k]!) ** 2;
  }
  return Math.sqrt(sum);
}

/** `a - b`, element by element. */
export function difference(a: Rows, b: Rows): Rows {
  return { ...a, values: Float64Array.from(a.values, (value, i) => value - b.values[i]!) };
}

/** Mean of all rows, as one row. */
export function meanRow(rows: Rows): Rows {
  const sum = weightedSum(rows, new Array<number>(rows.count).fill(1 / rows.count));
  return { count: 1, width: rows.width, values: Float64Array.from(sum) };
}

/** Sum of all rows, each multiplied by its weight. */
function weightedSum(rows: Rows, weights: readonly number[]): number[] {
  const sum = new Array<number>(rows.width).fill(0);
  for (let i = 0; i < rows.count; i++) {
    const weight = weights[i]!;
    for (let k = 0; k < rows.width; k++) sum[k]! += weight * rows.values[i * rows.width + k]!;
  }
  return sum;
}

/** Sum of all rows, each divided by its norm; a row of zeros adds nothing. */
export function sumOfDirections(rows: Rows): number[] {
  return weightedSum(rows, normsOf(rows).map((norm) => quotient(1, norm)));
}

/** Rows of several matrices of one width, one below the other. */
export function stack(parts: readonly Rows[], width: number): Rows {
  const count = parts.reduce((sum, { count }) => sum + count, 0);
  const values = new Float64Array(count * width);
  let at = 0;
  for (const part of parts) {
    values.set(part.values, at);
    at += part.values.length;
  }
  return { count, width, values };
}

/** A part of something, 0 of nothing. */
export function quotient(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
