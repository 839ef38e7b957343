/**
 * Work that is done in steps: at once, or with a look around after each.
 *
 * The steps themselves are synchronous, as training needs them; who waits for minutes wants to be
 * heard and told in between.
 *
 * @module
 */
import { RunInterrupted } from "../core/errors.ts";
import { breathe } from "./steps.ts";

/** Work that yields, after each step, how many examples it finished. */
export type Stepwise<T> = Generator<number, T>;

/** Does all the work at once. */
export function finish<T>(work: Stepwise<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Who may stop the work, and is told of each step. */
export interface Watcher {
  readonly signal: AbortSignal;
  /** Is told how many examples a step finished. */
  readonly finished: (count: number) => void;
}

/** Milliseconds between two looks around. */
const PAUSE_EVERY = 50;

/**
 * Does the work with a pause now and then, in which signals and timers are heard.
 *
 * @throws {RunInterrupted} if the signal is aborted
 */
export async function finishWatched<T>(
  work: Stepwise<T>,
  { signal, finished }: Watcher,
): Promise<T> {
  let paused = -Infinity;
  try {
    for (;;) {
      if (signal.aborted) throw new RunInterrupted("Stopped on request");
      const { done, value } = work.next();
      if (done) return value;
      if (value > 0) finished(value);
      if (performance.now() - paused < PAUSE_EVERY) continue;
      await breathe();
      paused = performance.now();
    }
  } finally {
    work.return(undefined as never); // lets it free what it holds
  }
}
