/**
 * In how many directions the rows of a matrix point.
 *
 * @module
 */
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import type { Rows } from "./rows.ts";

/**
 * The effective rank `exp(-sum_i p_i ln p_i)`, where `p_i = s_i / sum_j s_j` are the singular values
 * of the matrix, normalised: 1 if all rows lie on one line, the number of rows if they are orthogonal
 * and of one length. 0 of a matrix of zeros.
 *
 * Source: Roy and Vetterli 2007, The effective rank: a measure of effective dimensionality, EUSIPCO,
 * definition in section 2.
 */
export function effectiveRank({ count, width, values }: Rows): number {
  const matrix = Matrix.from1DArray(count, width, [...values]);
  const singular = new SingularValueDecomposition(matrix, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  }).diagonal;
  const sum = singular.reduce((sum, value) => sum + value, 0);
  if (sum === 0) return 0;
  const shares = singular.map((value) => value / sum).filter((share) => share > 0);
  return Math.exp(-shares.reduce((sum, share) => sum + share * Math.log(share), 0));
}
