/**
 * Which verdicts remain after correcting for testing many claims at once.
 *
 * With many claims of which none had an effect, one in 40 would still be "supported" by chance, and one
 * in 40 "contradicted". Holm's method keeps the chance of any such verdict, over all claims, at that of one.
 *
 * Source: Holm 1979, A simple sequentially rejective multiple test procedure; for statements with a
 * direction, Shaffer 1980.
 *
 * @module
 */
import type { Verdict, VerdictWord } from "./claim.ts";

/** Chance of a wrong word on one side, that of an end of a 95 % interval. */
const LEVEL = 0.025;

/**
 * Holm's method: the smallest chance must lie below `level / m`, the next below `level / (m - 1)`, and so
 * on; the first that does not, and all after it, are out.
 *
 * @returns for each chance whether it holds
 */
export function holm(chances: readonly number[], level: number): boolean[] {
  const order = chances.map((_, i) => i).sort((a, b) => chances[a]! - chances[b]!);
  const firstOut = order.findIndex((i, rank) => chances[i]! >= level / (chances.length - rank));
  const held = new Set(firstOut === -1 ? order : order.slice(0, firstOut));
  return chances.map((_, i) => held.has(i));
}

/** A verdict with the word that is left of it. */
export interface Corrected {
  readonly verdict: Verdict;
  /** `inconclusive` where the word did not hold. Counted facts and claims not judged keep theirs. */
  readonly word: VerdictWord;
}

/** Corrects verdicts for being judged together; those without an effect do not count. */
export function correct(verdicts: readonly Verdict[]): Corrected[] {
  const judged = verdicts.filter(({ chance }) => chance !== null);
  const held = holm(judged.map(({ chance }) => chance!), LEVEL);
  const keeps = new Map(judged.map((verdict, i) => [verdict, held[i]!]));
  return verdicts.map((verdict) => ({
    verdict,
    word: keeps.get(verdict) ?? true ? verdict.word : "inconclusive",
  }));
}

/** One sentence: how many claims were judged, and how many words hold when all count together. */
export function keptText(verdicts: readonly Verdict[]): string {
  const decided = decidedOf(verdicts);
  if (decided.length === 0) return "";
  const judged = verdicts.filter(({ chance }) => chance !== null);
  const kept = decided.filter(({ verdict, word }) => verdict.word === word);
  return `After Holm's correction for testing ${judged.length} claims at once, ${kept.length} of ` +
    `${decided.length} verdicts "supported" or "contradicted" remain.`;
}

/** The same, with a sentence that names the words that do not hold. */
export function correctionText(verdicts: readonly Verdict[]): string {
  const lost = decidedOf(verdicts).filter(({ verdict, word }) => verdict.word !== word);
  return keptText(verdicts) + lostText(lost.map(({ verdict }) => verdict));
}

/** The claims that the data decide before they are corrected. */
function decidedOf(verdicts: readonly Verdict[]): Corrected[] {
  return correct(verdicts)
    .filter(({ verdict }) => verdict.chance !== null && verdict.word !== "inconclusive");
}

/** A further sentence: the verdicts that do not remain; empty if all do. */
export function lostText(lost: readonly Verdict[]): string {
  if (lost.length === 0) return "";
  return ` These become inconclusive: ${lost.map(({ claim }) => claim.text).join("; ")}.`;
}
