/**
 * Evaluation: the answers of a model with an adapter, and their scores.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import type { Answering } from "../lab/run.ts";
import type { Seq2SeqModel } from "../models/model.ts";
import type { Protocol } from "../tasks/protocol.ts";
import type { Example, Scores, Task } from "../tasks/task.ts";
import type { Adapter } from "./adapter.ts";
import { generating, scoringChoices, scoringClasses } from "./answers.ts";
import { longestOf } from "./batches.ts";
import type { RunData } from "./data.ts";
import { encodeExamples, encodeOnce } from "./encode.ts";
import { inputRule } from "./input_rule.ts";
import type { LoadedModel } from "./load.ts";
import { pickLikeliest, pickRivals } from "./pick.ts";
import type { Stepwise } from "./stepwise.ts";
import type { Workbench } from "./workbench.ts";
import { writtenText } from "./written_text.ts";

/** A model with an adapter on a workbench. */
export interface AdaptedModel {
  readonly workbench: Workbench;
  readonly loaded: LoadedModel;
  readonly adapter: Adapter;
  /** What decides how long inputs are shortened; absent: they lose their tail. */
  readonly protocol?: Protocol | undefined;
  /** Most tokens of a written answer; absent: as many as the longest target or choice has. */
  readonly answerTokens?: number | undefined;
  /** Looks at log-likelihoods before answers are read off them; absent: nobody does. */
  readonly inspect?: (likelihoods: readonly (readonly number[])[]) => void;
}

/**
 * Checks that answers can be read off so.
 *
 * @throws {UsageError} if the answers of an open task are to be ranked
 */
export function checkAnswering(answering: Answering, task: Task): void {
  if (answering !== "rank" || !task.open) return;
  throw new UsageError(
    `Cannot rank the answers of "${task.name}" as they are free text: answering must be generate`,
  );
}

/** Scores on both splits. */
export interface SplitScores {
  readonly dev: Scores;
  readonly test: Scores;
  /** What was answered to each test example. */
  readonly testAnswers: readonly string[];
}

/**
 * Scores on dev and test, which may be the same rows, batch by batch.
 *
 * @param known answers to dev that were given before; absent: none were
 */
export function* scoringSplits(
  adapted: AdaptedModel,
  answering: Answering,
  { task, dev, test }: Pick<RunData, "task" | "dev" | "test">,
  known?: readonly string[],
): Stepwise<SplitScores> {
  const devAnswers = known ?? (yield* answeringTexts(adapted, answering, task, dev));
  const onDev = task.score(dev, devAnswers);
  if (test === dev) return { dev: onDev, test: onDev, testAnswers: devAnswers };
  const testAnswers = yield* answeringTexts(adapted, answering, task, test);
  return { dev: onDev, test: task.score(test, testAnswers), testAnswers };
}

/** Number of examples that {@linkcode scoringSplits} answers. */
export function countToAnswer(
  { dev, test }: Pick<RunData, "dev" | "test">,
  known?: readonly string[],
): number {
  return (known ? 0 : dev.length) + (test === dev ? 0 : test.length);
}

/**
 * The text of each answer, batch by batch; a classifier picks a class, whatever `answering` says.
 *
 * @throws {UsageError} if a classifier has no head
 */
export function* answeringTexts(
  adapted: AdaptedModel,
  answering: Answering,
  task: Pick<Task, "rivals">,
  examples: readonly Example[],
): Stepwise<string[]> {
  const { workbench, loaded, adapter, answerTokens } = adapted;
  const pick = task.rivals ? pickRivals : pickLikeliest;
  if (loaded.model.kind === "classifier") {
    const likelihoods = yield* likelihoodsOfClasses(adapted, examples);
    adapted.inspect?.(likelihoods);
    return pick(likelihoods, examples)
      .map((choice) => adapter.classes![choice]!);
  }
  const rule = {
    ...inputRule(loaded, adapter.config, adapted.protocol),
    ...given({ answerTokens }),
  };
  const encoded = encodeOnce(examples, loaded, rule);
  const answerer = {
    model: loaded.model,
    adapter,
    programs: workbench.scoring(loaded, loaded.model, adapter),
  };
  if (answering === "rank") {
    const likelihoods = yield* scoringChoices(answerer, encoded);
    adapted.inspect?.(likelihoods);
    return pick(likelihoods, examples)
      .map((choice, i) => examples[i]!.choices[choice]!);
  }
  const longest = rule.answerTokens ?? longestOf(
    encoded.flatMap(({ targetIds, choiceIds }) => [targetIds, ...choiceIds]),
  );
  const answers = yield* generating(answerer, encoded, longest);
  return answers.map((ids, i) => writtenText(ids, examples[i]!, encoded[i]!, loaded.tokenizer));
}

/**
 * Log-likelihood of each class for each text, batch by batch.
 *
 * @throws {UsageError} if the adapter has no head
 */
export function classLikelihoods(
  adapted: AdaptedModel,
  texts: readonly string[],
): Stepwise<number[][]> {
  const inputs = texts.map((input) => ({ input, target: "", choices: [], golds: [] }));
  return likelihoodsOfClasses(adapted, inputs);
}

function* likelihoodsOfClasses(
  { workbench, loaded, adapter, protocol }: AdaptedModel,
  examples: readonly Example[],
): Stepwise<number[][]> {
  const { model, id } = loaded;
  if (model.kind !== "classifier" || adapter.classes === undefined) {
    throw new UsageError(
      `Cannot classify with "${id}": it has no head: give an adapter that was trained here`,
    );
  }
  const rule = inputRule(loaded, adapter.config, protocol);
  const encoded = encodeOnce(examples, loaded, rule, adapter.classes);
  const classify = workbench.classifying(loaded, model, adapter);
  return yield* scoringClasses({ model, adapter, classify, longest: rule.tokens }, encoded);
}

/**
 * Log-likelihood of one target for each input, for models that write; batch by batch.
 *
 * @returns with the number of tokens that the target has, its end token included
 */
export function* targetLikelihoods(
  { workbench, loaded, adapter }: AdaptedModel,
  pairs: readonly { readonly input: string; readonly target: string }[],
): Stepwise<{ logLikelihood: number; targetTokens: number }[]> {
  const model = loaded.model as Seq2SeqModel;
  const examples = pairs.map(({ input, target }) => ({
    input,
    target,
    choices: [target],
    golds: [target],
  }));
  const rule = inputRule(loaded, adapter.config);
  const encoded = encodeExamples(examples, loaded.tokenizer, rule);
  const programs = workbench.scoring(loaded, model, adapter);
  const scores = yield* scoringChoices({ model, adapter, programs }, encoded);
  return scores.map(([logLikelihood], i) => ({
    logLikelihood: logLikelihood!,
    targetTokens: encoded[i]!.targetIds.length,
  }));
}
