/**
 * The statistics of tables and claims: sample standard deviation and Student's t.
 *
 * @module
 */
import { variance } from "../core/statistics.ts";

/** Sample standard deviation (divisor n - 1); null of fewer than two values. */
export function standardDeviation(values: readonly number[]): number | null {
  const squared = variance(values);
  return squared === null ? null : Math.sqrt(squared);
}

/** A mean with its two-sided 95 % interval. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Standard error and degrees of freedom of Student's t, from which it comes. */
  readonly error: number;
  readonly freedom: number;
}

/** `mean -+ t * standardError` with the 97.5 % quantile of Student's t. */
export function tInterval(mean: number, standardError: number, freedom: number): Interval {
  const reach = standardError === 0 ? 0 : studentQuantile(0.975, freedom) * standardError;
  return { mean, low: mean - reach, high: mean + reach, error: standardError, freedom };
}

/** Chance of a mean so far from a bar, or farther, on this side of it, if the truth is the bar. */
export function pValue({ mean, error, freedom }: Interval, bar = 0): number {
  if (error === 0) return mean === bar ? 0.5 : 0;
  return studentCumulative(-Math.abs(mean - bar) / error, freedom);
}

/**
 * McNemar's exact test: the chance, on both sides, of so uneven a split of the examples that only one
 * of two runs has right, if both were right equally often.
 */
export function mcnemar(onlyFirst: number, onlySecond: number): number {
  const [few, many] = [Math.min(onlyFirst, onlySecond), Math.max(onlyFirst, onlySecond)];
  if (many === 0) return 1;
  return Math.min(1, 2 * incompleteBeta(0.5, many, few + 1)); // 2 P(X <= few), X of few + many coins
}

/** Natural logarithm of the gamma function for positive numbers (Lanczos, g = 7, nine terms). */
export function logGamma(x: number): number {
  const terms = [
    676.5203681218851,
    -1259.1392167224028,
    771.32342877765313,
    -176.61502916214059,
    12.507343278686905,
    -0.13857109526572012,
    9.9843695780195716e-6,
    1.5056327351493116e-7,
  ];
  const z = x - 1;
  const series = terms.reduce((sum, term, i) => sum + term / (z + i + 1), 0.99999999999980993);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(series);
}

/**
 * The regularized incomplete beta function, by its continued fraction.
 *
 * Source: Press et al., Numerical Recipes, section 6.4 (modified Lentz method).
 */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x),
  );
  let c = 1, d = 1 / (1 - (a + b) * x / (a + 1)), fraction = d;
  for (let m = 1; m <= 300; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    let step = 1;
    for (const term of [even, odd]) {
      d = 1 / (1 + term * d);
      c = 1 + term / c;
      step = c * d;
      fraction *= step;
    }
    if (Math.abs(step - 1) < 1e-14) break;
  }
  return front * fraction / a;
}

/** Distribution function of Student's t. */
export function studentCumulative(t: number, freedom: number): number {
  const tail = 0.5 * incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
  return t >= 0 ? 1 - tail : tail;
}

/**
 * Quantile of Student's t, by bisection.
 *
 * @throws {RangeError} if `probability` is not within (0, 1) or `freedom` is not positive
 */
export function studentQuantile(probability: number, freedom: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(
      `Cannot find a quantile as probability must be within (0, 1): current value is ${probability}`,
    );
  }
  if (!(freedom > 0)) {
    throw new RangeError(
      `Cannot find a quantile as freedom must be positive: current value is ${freedom}`,
    );
  }
  let low = -1, high = 1;
  while (studentCumulative(low, freedom) > probability) low *= 2;
  while (studentCumulative(high, freedom) < probability) high *= 2;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (studentCumulative(middle, freedom) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
