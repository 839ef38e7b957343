/**
 * One line on standard error that says how far a training or a scoring is.
 *
 * @module
 */
import type { ScoringProgress } from "../jobs/request.ts";
import { renderDuration } from "../lab/duration.ts";
import type { StepProgress } from "../lab/executor.ts";
import { renderAnswered } from "../lab/tally.ts";
import { type Screen, STDERR } from "../lab/terminal.ts";

const REDRAW_MS = 100;
const LOG_LINE_MS = 10_000;

/** Shows steps; a line now and then where standard error is no terminal. */
export class StepLine {
  #shownAt = -Infinity;
  #open = false;

  constructor(readonly screen: Screen = STDERR) {}

  /** Shows a step; bound, so that it can be handed over. */
  readonly show = ({ step, steps, loss, secondsLeft, answered }: StepProgress): void => {
    const at = loss === null ? "no steps" : `step ${step}/${steps}, loss ${loss.toFixed(4)}`;
    const text = `${at}${renderAnswered(answered)}`;
    this.#draw(step === steps && answered === undefined, text, secondsLeft);
  };

  /** Shows how many examples are scored; bound, so that it can be handed over. */
  readonly showScored = ({ done, total, secondsLeft }: ScoringProgress): void => {
    this.#draw(done === total, `scored ${done}/${total}`, secondsLeft);
  };

  /** Shows how many inputs are answered; bound, so that it can be handed over. */
  readonly showAnswered = ({ done, total, secondsLeft }: ScoringProgress): void => {
    this.#draw(done === total, `answered ${done}/${total}`, secondsLeft);
  };

  #draw(isLast: boolean, text: string, secondsLeft: number | null): void {
    const { screen } = this;
    const wait = screen.isTerminal ? REDRAW_MS : LOG_LINE_MS;
    if (!isLast && screen.now() < this.#shownAt + wait) return;
    this.#shownAt = screen.now();
    const line = `${text}${secondsLeft ? `, ${renderDuration(secondsLeft)} left` : ""}`;
    screen.write(screen.isTerminal ? `\r\x1b[2K${line}` : `${line}\n`);
    this.#open = screen.isTerminal;
  }

  /** Prints a sentence above the line; bound, so that it can be handed over. */
  readonly print = (line: string): void => {
    this.clear();
    this.screen.write(`${line}\n`);
  };

  /** The same function, which writes to the same terminal, after taking the line away. */
  above<T>(write: (what: T) => void): (what: T) => void {
    return (what) => {
      this.clear();
      write(what);
    };
  }

  /** Takes the line away, before something else is written to the same terminal. */
  clear(): void {
    if (this.#open) this.screen.write("\r\x1b[2K");
    this.#open = false;
  }

  /** Ends the line. */
  finish(): void {
    if (this.#open) this.screen.write("\n");
    this.#open = false;
  }
}
