/**
 * What is seen of a training on the way.
 *
 * @module
 */
import type { Tensors } from "../engine/engine.ts";
import * as tf from "../engine/tf.ts";
import type { Evaluation, RunConfig } from "../lab/run.ts";
import type { Answers } from "../tasks/judge.ts";
import { cloneAll } from "./adapter.ts";

/** The best evaluation on dev so far. */
export interface Best {
  readonly step: number;
  /** Score on dev, 0..1. */
  readonly dev: number;
  /** The adapter's parameters at that step. */
  readonly params: Tensors;
}

/** What was seen of a training so far. */
export interface Seen {
  /** Loss of each step. */
  readonly losses: readonly number[];
  readonly series: readonly Evaluation[];
  /** What was answered at each evaluation. */
  readonly evaluations: readonly Answers[];
  /** Absent where the last parameters are kept, and before the first evaluation. */
  readonly best: Best | undefined;
}

/** Watches a training: its losses, its evaluations on dev, its best parameters. */
export class Watch implements Seen {
  readonly losses: number[];
  readonly series: Evaluation[];
  readonly evaluations: Answers[];
  best: Best | undefined;

  /**
   * @param answer what the model answers on dev with these parameters
   * @param score the score of such answers
   * @param before what was seen before the training was stopped; its tensors are taken over
   */
  constructor(
    private readonly config: RunConfig,
    private readonly answer: (step: number, state: Tensors) => Promise<readonly string[]>,
    private readonly score: (answers: readonly string[]) => number,
    before?: Seen,
  ) {
    this.losses = [...before?.losses ?? []];
    this.series = [...before?.series ?? []];
    this.evaluations = [...before?.evaluations ?? []];
    this.best = before?.best;
  }

  /** Notes a step, and evaluates if it is time to. */
  async afterStep(step: number, loss: number, state: Tensors): Promise<void> {
    this.losses.push(loss);
    await this.evaluate(step, state);
  }

  /**
   * Evaluates after a step if it is time to, and that was not done before the training was stopped. A
   * training that was stopped before its first step, 0, has nothing to make up.
   */
  async evaluate(step: number, state: Tensors): Promise<void> {
    const { evaluateEvery, keep, steps } = this.config.training;
    if (evaluateEvery === null || (step % evaluateEvery !== 0 && step !== steps)) return;
    if (step === (this.series.at(-1)?.step ?? 0)) return;
    const recent = this.losses.slice(this.series.at(-1)?.step ?? 0);
    const answers = await this.answer(step, state);
    const dev = this.score(answers);
    this.evaluations.push({ step, answers });
    const trainLoss = recent.reduce((sum, x) => sum + x, 0) / recent.length;
    this.series.push({ step, trainLoss, dev });
    if (keep !== "best" || dev <= (this.best?.dev ?? -Infinity)) return;
    this.dispose();
    this.best = { step, dev, params: cloneAll(state) };
  }

  /** Lets go of the best parameters. */
  dispose(): void {
    if (this.best) tf.dispose(Object.values(this.best.params));
    this.best = undefined;
  }
}
