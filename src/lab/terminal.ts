/**
 * Shows progress on a terminal as one line that moves, and in a log as a line now and then.
 *
 * @module
 */
import type { EventListener, LabEvent } from "./events.ts";
import { count, EMPTY_TALLY, renderTally, type Tally } from "./tally.ts";

/** Where progress is shown; standard error, but for tests. */
export interface Screen {
  readonly isTerminal: boolean;
  columns(): number;
  write(text: string): void;
  /** Milliseconds of a clock that only moves forward. */
  now(): number;
}

const REDRAW_MS = 100;
const LOG_LINE_MS = 10_000;
const CLEAR_LINE = "\r\x1b[2K";

/**
 * Standard error. Results go to standard output, so that they can be piped.
 *
 * What cannot be written is dropped: the reader is gone or a log's disk is full, the work goes on.
 */
export const STDERR: Screen = {
  isTerminal: Deno.stderr.isTerminal(),
  columns: () => Deno.consoleSize().columns,
  write(text) {
    try {
      Deno.stderr.writeSync(new TextEncoder().encode(text));
    } catch {
      // nobody reads it
    }
  },
  now: () => performance.now(),
};

/** Says a line to whoever reads: on standard error, or beneath the cell of a notebook. */
export function say(line: string): void {
  try {
    console.error(line);
  } catch {
    // nobody reads
  }
}

/** Progress on a screen; {@linkcode TerminalProgress.listen} takes the events. */
export class TerminalProgress {
  #tally: Tally = EMPTY_TALLY;
  #shownAt = -Infinity;
  #lineIsOpen = false;

  constructor(readonly screen: Screen = STDERR) {}

  /** Takes an event; bound, so that it can be handed over. */
  readonly listen: EventListener = (event) => {
    this.#tally = count(this.#tally, event);
    const sentence = describeEvent(event);
    if (sentence !== undefined) this.print(sentence);
    const wait = this.screen.isTerminal ? REDRAW_MS : LOG_LINE_MS;
    if (this.#tally.total > 0 && this.screen.now() >= this.#shownAt + wait) this.#show();
  };

  /** Prints a line above the one that moves. */
  print(line: string): void {
    this.#clear();
    this.screen.write(line + "\n");
  }

  /** Shows the last state and ends the line. */
  finish(): void {
    if (this.#tally.total > 0) this.#show();
    if (this.#lineIsOpen) this.screen.write("\n");
    this.#lineIsOpen = false;
  }

  #show(): void {
    this.#shownAt = this.screen.now();
    if (!this.screen.isTerminal) return this.screen.write(renderTally(this.#tally) + "\n");
    this.#clear();
    this.screen.write(renderTally(this.#tally, this.screen.columns() - 1));
    this.#lineIsOpen = true;
  }

  #clear(): void {
    if (this.#lineIsOpen) this.screen.write(CLEAR_LINE);
    this.#lineIsOpen = false;
  }
}

/** The sentence of an event that must not be missed. */
export function describeEvent(event: LabEvent): string | undefined {
  if (event.type === "notice") return event.line;
  if (event.type === "failed") return `Run ${event.failure.runId} failed: ${event.failure.reason}`;
  if (event.type === "retried") return `${event.reason}; retrying run ${event.runId} once`;
}
