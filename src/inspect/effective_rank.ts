/**
 * In how many directions the rows of a matrix point.
 *
 * @module
 */
import { dot, type Rows } from "./rows.ts";

/**
 * The effective rank `exp(-sum_i p_i ln p_i)`, where `p_i = s_i / sum_j s_j` are the singular values
 * of the matrix, normalised: 1 if all rows lie on one line, the number of rows if they are orthogonal
 * and of one length. 0 of a matrix of zeros.
 *
 * Source: Roy and Vetterli 2007, The effective rank: a measure of effective dimensionality, EUSIPCO,
 * definition in section 2.
 */
export function effectiveRank(rows: Rows): number {
  const singular = eigenvalues(gram(rows)).map((value) => Math.sqrt(Math.max(0, value)));
  const sum = singular.reduce((sum, value) => sum + value, 0);
  if (sum === 0) return 0;
  const shares = singular.map((value) => value / sum).filter((share) => share > 0);
  return Math.exp(-shares.reduce((sum, share) => sum + share * Math.log(share), 0));
}

/** Dot products of all pairs of rows. */
function gram(rows: Rows): number[][] {
  const indices = [...Array(rows.count).keys()];
  return indices.map((i) => indices.map((j) => dot(rows, i, rows, j)));
}

/** Most passes over all pairs; six to ten are enough for every matrix. */
const MOST_SWEEPS = 60;

/**
 * Eigenvalues of a symmetric matrix, which is overwritten.
 *
 * Source: the cyclic Jacobi method; Golub and Van Loan, Matrix Computations, section 8.5.
 */
export function eigenvalues(matrix: number[][]): number[] {
  const size = matrix.length;
  const total = matrix.flat().reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let outside = 0;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        outside += matrix[p]![q]! ** 2;
        rotate(matrix, p, q);
      }
    }
    if (outside <= Number.EPSILON ** 2 * total) break;
  }
  return matrix.map((row, i) => row[i]!);
}

/** Turns the plane of two axes so that their element outside the diagonal is zero. */
function rotate(matrix: number[][], p: number, q: number): void {
  const element = matrix[p]![q]!;
  if (element === 0) return;
  const ratio = (matrix[q]![q]! - matrix[p]![p]!) / (2 * element);
  const sign = ratio >= 0 ? 1 : -1;
  const tangent = sign / (Math.abs(ratio) + Math.hypot(ratio, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  for (const row of matrix) {
    const [a, b] = [row[p]!, row[q]!];
    row[p] = cosine * a - sine * b;
    row[q] = sine * a + cosine * b;
  }
  const [first, second] = [matrix[p]!, matrix[q]!];
  for (let k = 0; k < matrix.length; k++) {
    const [a, b] = [first[k]!, second[k]!];
    first[k] = cosine * a - sine * b;
    second[k] = sine * a + cosine * b;
  }
}
