/**
 * Keeps a training on disk while it goes on, so that a stop costs minutes and not the run.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import type { CheckpointPlace } from "../lab/executor.ts";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "./checkpoint.ts";

/** Least seconds between two checkpoints. */
const EVERY_SECONDS = 120;

/** Checkpoints take at most this share of the time: with full fine-tuning they are large. */
const MOST_SHARE = 0.02;

/** Keeps one training. */
export class Keeper {
  #next: number;

  /**
   * @param training hash of what decides the training
   * @param notice is told what the reader should know
   */
  constructor(
    private readonly place: CheckpointPlace,
    private readonly training: string,
    private readonly notice: (line: string) => void,
  ) {
    this.#next = this.#nextAfter(0);
  }

  /** @param took milliseconds of the last checkpoint */
  #nextAfter(took: number): number {
    const { everySeconds } = this.place;
    const pause = everySeconds === undefined
      ? Math.max(1000 * EVERY_SECONDS, took / MOST_SHARE)
      : 1000 * everySeconds;
    return performance.now() + pause;
  }

  /**
   * Where the training was when it was stopped; undefined if it begins.
   *
   * @throws {UsageError} if the file is of another training, and is to be kept
   */
  async find(): Promise<Checkpoint | undefined> {
    try {
      const found = await readCheckpoint(this.place.path, this.training);
      if (found) this.notice(`Resuming after step ${found.step}`);
      return found;
    } catch (error) {
      const { message } = error as Error;
      if (this.place.keepsOther) {
        throw new UsageError(`${message}: change them back, or remove the file to start over`);
      }
      this.notice(`${message}: training starts from the beginning`);
    }
  }

  /** Whether it is time for a checkpoint. */
  get isDue(): boolean {
    return performance.now() >= this.#next;
  }

  /** Writes the checkpoint of a training that is about to stop, and says that it goes on. */
  async keepLast(checkpoint: Checkpoint): Promise<void> {
    if (!await this.keep(checkpoint)) return;
    this.notice(`Stopped after step ${checkpoint.step}: run the same command to resume`);
  }

  /**
   * Writes a checkpoint. Training goes on if that fails, as on a full disk.
   *
   * @returns whether it was written
   */
  async keep(checkpoint: Checkpoint): Promise<boolean> {
    const begin = performance.now();
    try {
      await writeCheckpoint(this.place.path, checkpoint, this.training);
      return true;
    } catch (error) {
      const { message } = error as Error;
      this.notice(`Cannot save the training state at step ${checkpoint.step}: ${message}`);
      return false;
    } finally {
      this.#next = this.#nextAfter(performance.now() - begin);
    }
  }
}
