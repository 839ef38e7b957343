/**
 * The experiments by name: one declaration for each table and figure of the paper, and three beyond.
 *
 * A new experiment is a file beside these, a line here and a notebook.
 *
 * @module
 */
import type { ShownExperiment } from "../report/view.ts";
import { backbone } from "./backbone.ts";
import { bottleneck } from "./bottleneck.ts";
import { convergence } from "./convergence.ts";
import { fewShot } from "./few_shot.ts";
import { initialization } from "./initialization.ts";
import { laterMethods } from "./later_methods.ts";
import { learningRate } from "./learning_rate.ts";
import { parameters } from "./parameters.ts";
import { promptLength } from "./prompt_length.ts";
import { superglue } from "./superglue.ts";
import { tuned } from "./tuned.ts";

/** All experiments, in the order of their notebooks. */
export const EXPERIMENTS = {
  superglue,
  prompt_length: promptLength,
  parameters,
  initialization,
  learning_rate: learningRate,
  few_shot: fewShot,
  bottleneck,
  convergence,
  tuned,
  backbone,
  later_methods: laterMethods,
} as const satisfies Readonly<Record<string, ShownExperiment>>;

export { TIERS } from "./tiers.ts";
