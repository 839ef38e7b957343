/**
 * Progress of runs that a program or a notebook makes.
 *
 * @module
 */
import type { LabEvent } from "../lab/events.ts";
import { count, EMPTY_TALLY, renderNote, type Tally } from "../lab/tally.ts";
import { describeEvent, say, TerminalProgress } from "../lab/terminal.ts";
import { notebookProgress, type Progress } from "../notebook/progress.ts";

/** Shows progress where the program runs: a bar in a notebook, a line in a terminal. */
export class RunProgress {
  #tally: Tally = EMPTY_TALLY;
  #bar: Progress | undefined;
  #terminal: TerminalProgress | undefined;

  /** Takes events; bound, so that it can be handed over. */
  readonly listen = (event: LabEvent): void => {
    this.#tally = count(this.#tally, event);
    if (event.type === "planned" && this.#bar === undefined && this.#terminal === undefined) {
      this.#bar = notebookProgress(event.total, "runs");
      if (this.#bar === undefined) this.#terminal = new TerminalProgress();
    }
    if (this.#terminal !== undefined) return this.#terminal.listen(event);
    const sentence = describeEvent(event);
    if (sentence !== undefined) say(sentence);
    this.#bar?.update(this.#tally.done, renderNote(this.#tally));
  };

  /** Says what came of the runs. */
  async finish(): Promise<void> {
    const { done, failed, total } = this.#tally;
    const notes = [
      ...(done < total ? [`${total - done} missing`] : []),
      ...(failed > 0 ? [`${failed} failed`] : []),
    ];
    await this.#bar?.finish([`Runs finished: ${done - failed}`, ...notes].join(", "));
    this.#terminal?.finish();
  }
}
