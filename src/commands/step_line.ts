/**
 * One line on standard error that says how far a training is.
 *
 * @module
 */
import type { StepProgress } from "../lab/executor.ts";
import { renderDuration } from "../lab/tally.ts";
import { type Screen, STDERR } from "../lab/terminal.ts";

const REDRAW_MS = 100;
const LOG_LINE_MS = 10_000;

/** Shows steps; a line now and then where standard error is no terminal. */
export class StepLine {
  #shownAt = -Infinity;
  #open = false;

  constructor(readonly screen: Screen = STDERR) {}

  /** Shows a step; bound, so that it can be handed over. */
  readonly show = ({ step, steps, loss, secondsLeft }: StepProgress): void => {
    const { screen } = this;
    const wait = screen.isTerminal ? REDRAW_MS : LOG_LINE_MS;
    if (step < steps && screen.now() < this.#shownAt + wait) return;
    this.#shownAt = screen.now();
    const left = secondsLeft ? `, ${renderDuration(secondsLeft)} left` : "";
    const line = `step ${step}/${steps}, loss ${loss.toFixed(4)}${left}`;
    screen.write(screen.isTerminal ? `\r\x1b[2K${line}` : `${line}\n`);
    this.#open = screen.isTerminal;
  };

  /** Prints a sentence above the line; bound, so that it can be handed over. */
  readonly print = (line: string): void => {
    this.screen.write(`${this.#open ? "\r\x1b[2K" : ""}${line}\n`);
    this.#open = false;
  };

  /** Ends the line. */
  finish(): void {
    if (this.#open) this.screen.write("\n");
    this.#open = false;
  }
}
