/**
 * Progress of a single job in a notebook.
 *
 * @module
 */
import type { ScoringProgress } from "../jobs/request.ts";
import { renderDuration } from "../lab/duration.ts";
import type { StepProgress } from "../lab/executor.ts";
import { renderAnswered } from "../lab/tally.ts";
import { notebookProgress, type Progress } from "../notebook/progress.ts";

/** Shows how far a training or a scoring is, as a bar in a notebook; elsewhere it shows nothing. */
export class JobBar {
  #bar: Progress | undefined;

  /** @param open starts a bar at 0 of a total */
  constructor(private readonly open: typeof notebookProgress = notebookProgress) {}

  /** Takes the steps of a training; bound, so that it can be handed over. */
  readonly showStep = ({ step, steps, loss, answered, secondsLeft }: StepProgress): void => {
    const how = loss === null ? "no steps" : `loss ${loss.toFixed(4)}`;
    const note = how + renderAnswered(answered);
    this.#show(step, steps, "steps", note, secondsLeft);
  };

  /** Takes the examples of a scoring; bound, so that it can be handed over. */
  readonly showScored = ({ done, total, secondsLeft }: ScoringProgress): void => {
    this.#show(done, total, "examples", "", secondsLeft);
  };

  #show(done: number, total: number, what: string, note: string, seconds: number | null): void {
    this.#bar ??= this.open(total, what);
    const left = seconds ? `${renderDuration(seconds)} left` : "";
    this.#bar?.update(done, [note, left].filter((part) => part !== "").join(", "));
  }

  /** Waits until the last state has been sent. */
  async finish(): Promise<void> {
    await this.#bar?.finish();
  }
}
