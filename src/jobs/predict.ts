/**
 * Answers to inputs without targets, for people with data of their own.
 *
 * @module
 */
import { type Question, readQuestions } from "../tasks/questions.ts";
import type { Example } from "../tasks/task.ts";
import { longestOf } from "../train/batches.ts";
import { type AdaptedModel, answeringTexts } from "../train/evaluate.ts";
import { checkLikelihood } from "../train/finite.ts";
import { finishWatched } from "../train/stepwise.ts";
import { unknownNotice } from "../train/unknown_tokens.ts";
import { answerLength } from "./answer_length.ts";
import { inPieces } from "./pieces.ts";
import type { PredictedLine, PredictRequest } from "./predict_request.ts";
import { checkQuestions, twinNotice } from "./question_choices.ts";
import { tell, watcherOf, withAdapted } from "./start.ts";
import { truncationNotice } from "./truncation_notice.ts";

/**
 * Answers each input, in their order.
 *
 * A classifier picks one of its classes. Other models write an answer, or rank the choices.
 *
 * @throws {UsageError} if an input is wrong, naming its place, or the choices cannot be used
 */
export async function predictSingle(request: PredictRequest): Promise<PredictedLine[]> {
  const { input, choices = [], examples } = request;
  const questions = await readQuestions(input, choices, examples);
  return await withAdapted(request, (adapted) => answerAll(adapted, questions, request));
}

async function answerAll(
  adapted: AdaptedModel,
  questions: readonly Question[],
  request: PredictRequest,
): Promise<PredictedLine[]> {
  const { loaded } = adapted;
  const { encodeTarget } = loaded.tokenizer;
  checkQuestions(adapted, questions, request.answering);
  const isFree = questions.some(({ choices }) => choices.length === 0);
  const answerTokens = answerLength(loaded, request, isFree);
  const tokens = ({ input, choices }: Question) =>
    answerTokens ?? longestOf(choices.map((choice) => encodeTarget(choice, input)));
  tell(request, [
    truncationNotice(adapted, questions, { name: "answers", tokens }),
    unknownNotice(loaded, questions.map(({ input }) => input)),
    twinNotice(loaded, questions),
  ]);
  const watcher = watcherOf(request, questions.length);
  const lines: PredictedLine[] = [];
  for (const piece of inPieces(questions)) {
    const answered = await answerPiece({ ...adapted, answerTokens }, piece, request, watcher);
    request.found?.(answered);
    lines.push(...answered);
  }
  return lines;
}

async function answerPiece(
  adapted: AdaptedModel,
  questions: readonly Question[],
  { answering }: Pick<PredictRequest, "answering">,
  watcher: ReturnType<typeof watcherOf>,
): Promise<PredictedLine[]> {
  let found: readonly (readonly number[])[] = [];
  const inspect = (likelihoods: readonly (readonly number[])[]) => {
    questions.forEach(({ place }, i) =>
      likelihoods[i]!.forEach((it) => checkLikelihood(place, it))
    );
    found = likelihoods;
  };
  const work = answeringTexts({ ...adapted, inspect }, answering, {}, questions.map(toExample));
  const answers = await finishWatched(work, watcher);
  return questions.map(({ row, choices }, i) => {
    const names = adapted.adapter.classes ?? choices;
    return { ...row, answer: answers[i]!, ...(found[i] && ranking(names, found[i])) };
  });
}

/** An input as an example: nobody looks at its target. */
function toExample({ input, choices }: Question): Example {
  return { input, target: "", choices, golds: [] };
}

function ranking(
  choices: readonly string[],
  logLikelihoods: readonly number[],
): Pick<PredictedLine, "logLikelihoods" | "probabilities"> {
  const byChoice = (values: readonly number[]) =>
    Object.fromEntries(choices.map((choice, i) => [choice, values[i]!]));
  const best = Math.max(...logLikelihoods);
  const weights = logLikelihoods.map((value) => Math.exp(value - best));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    logLikelihoods: byChoice(logLikelihoods),
    probabilities: byChoice(weights.map((weight) => weight / total)),
  };
}
