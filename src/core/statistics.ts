/**
 * Mean and variance of a sample.
 *
 * @module
 */

/** Arithmetic mean; NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Unbiased variance (divisor n - 1); null of fewer than two values. */
export function variance(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const center = mean(values);
  return values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1);
}
