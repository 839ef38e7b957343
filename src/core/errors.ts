/**
 * The errors on which a caller decides something; everything else is a built-in class by meaning.
 *
 * @module
 */

/** The chosen engine cannot run here: choose another. */
export class EngineUnavailable extends Error {
  override name = "EngineUnavailable";
}

/** The file is not on this machine and may not be fetched: run the command in the message. */
export class NotCached extends Error {
  override name = "NotCached";
}

/** The run was stopped on request: the next call goes on where it stopped. */
export class RunInterrupted extends Error {
  override name = "RunInterrupted";
  constructor(message: string) {
    super(message);
    this.stack = `${this.name}: ${message}`; // where the signal was heard explains nothing
  }
}

/** Training left the finite numbers; `step` is the first at which that was seen, counted from 1. */
export class NonFiniteLoss extends Error {
  override name = "NonFiniteLoss";
  /** @param what is not finite, where it is not the loss itself but what would give the next one */
  constructor(readonly step: number, readonly value: number, what = "loss") {
    super(`Cannot continue training: ${what} is ${value} at step ${step}: lower the learning rate`);
  }
}

/** The command line or a file given by the user is wrong: reported without a stack, exit code 2. */
export class UsageError extends Error {
  override name: string = "UsageError";
}

/** What is finished has no place on the disk: there will be none for the next one either. */
export class NotWritten extends UsageError {
  override name = "NotWritten";
}
