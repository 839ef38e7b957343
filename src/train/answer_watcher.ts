/**
 * Telling how far an evaluation within a training is: with thousands of examples it takes minutes.
 *
 * @module
 */
import type { StepProgress } from "../lab/executor.ts";
import type { Watcher } from "./stepwise.ts";

/** What hears of a training. */
interface Listeners {
  readonly signal?: AbortSignal;
  readonly progress?: (at: StepProgress) => void;
}

const NEVER = new AbortController().signal;

/**
 * Makes the watcher of one evaluation.
 *
 * @param at where the training is
 * @param total examples that are answered
 */
export function answerWatcher(
  { signal = NEVER, progress }: Listeners,
  at: StepProgress,
  total: number,
): Watcher {
  let done = 0;
  return {
    signal,
    finished(count) {
      done += count;
      progress?.({ ...at, answered: { done, total } });
    },
  };
}
