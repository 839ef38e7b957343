/**
 * What is seen of a training on the way.
 *
 * @module
 */
import type { Tensors } from "../engine/engine.ts";
import * as tf from "../engine/tf.ts";
import type { Evaluation, RunConfig } from "../lab/run.ts";
import type { Answers } from "../tasks/judge.ts";

/** Watches a training: its losses, its evaluations on dev, its best parameters. */
export class Watch {
  /** Loss of each step. */
  readonly losses: number[] = [];
  readonly series: Evaluation[] = [];
  /** What was answered at each evaluation. */
  readonly evaluations: Answers[] = [];
  /** Parameters of the best evaluation, if those are to be kept. */
  best: Tensors | undefined;
  /** Step of that evaluation. */
  bestStep = 0;
  #bestDev = -Infinity;
  #since = 0;

  /**
   * @param answer what the model answers on dev with these parameters
   * @param score the score of such answers
   */
  constructor(
    private readonly config: RunConfig,
    private readonly answer: (state: Tensors) => readonly string[],
    private readonly score: (answers: readonly string[]) => number,
  ) {}

  /** Notes a step, and evaluates if it is time to. */
  afterStep(step: number, loss: number, state: Tensors): void {
    this.losses.push(loss);
    const { evaluateEvery, keep, steps } = this.config.training;
    if (evaluateEvery === null || (step % evaluateEvery !== 0 && step !== steps)) return;
    const recent = this.losses.slice(this.#since);
    this.#since = this.losses.length;
    const answers = this.answer(state);
    const dev = this.score(answers);
    this.evaluations.push({ step, answers });
    const trainLoss = recent.reduce((sum, x) => sum + x, 0) / recent.length;
    this.series.push({ step, trainLoss, dev });
    if (keep !== "best" || dev <= this.#bestDev) return;
    this.dispose();
    this.#bestDev = dev;
    this.bestStep = step;
    this.best = Object.fromEntries(
      Object.entries(state).map(([name, tensor]) => [name, tf.keep(tf.clone(tensor))]),
    );
  }

  /** Lets go of the best parameters. */
  dispose(): void {
    if (this.best) tf.dispose(Object.values(this.best));
    this.best = undefined;
  }
}
