/**
 * How long the rest of a training takes.
 *
 * @module
 */

/** The pace of a training, measured from its first step on: that one compiles. */
export class Pace {
  #first: { readonly step: number; readonly at: number } | undefined;

  /** @param now milliseconds of a clock that only moves forward */
  constructor(private readonly steps: number, private readonly now = () => performance.now()) {}

  /** Seconds that are left after a step, evaluations included; null before the second step. */
  secondsLeft(step: number): number | null {
    const at = this.now();
    if (this.#first === undefined) {
      this.#first = { step, at };
      return null;
    }
    const each = (at - this.#first.at) / (step - this.#first.step);
    return (this.steps - step) * each / 1000;
  }
}
