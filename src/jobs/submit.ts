/**
 * Answers to SuperGLUE's test rows, as its server takes them.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { lookUp } from "../core/registry.ts";
import { isRowsFile } from "../lab/own_files.ts";
import { TASKS } from "../tasks/mod.ts";
import { HELD_OUT, type Protocol, PROTOCOLS, taskUnder } from "../tasks/protocol.ts";
import { expandRows, readExamples } from "../tasks/source.ts";
import type { Answered, Submission, Task } from "../tasks/task.ts";
import { type AdaptedModel, answeringTexts, checkAnswering } from "../train/evaluate.ts";
import { checkLikelihood } from "../train/finite.ts";
import { loadTestRows } from "../train/rows.ts";
import { finishWatched } from "../train/stepwise.ts";
import { checkTargetLengths } from "../train/target_length.ts";
import { unknownNotice } from "../train/unknown_tokens.ts";
import { answerLength } from "./answer_length.ts";
import type { SubmissionRequest, Submitted } from "./predict_request.ts";
import { tell, watcherOf, withAdapted } from "./start.ts";

/** A task that the server takes, in the form of a protocol. */
type SubmittedTask = Task & { readonly submission: Submission };

/**
 * Answers the test rows of a task.
 *
 * @throws {UsageError} if the task, its rows, the adapter or the way of answering cannot be used
 */
export async function submitSingle(request: SubmissionRequest): Promise<Submitted> {
  const protocol: Protocol = request.protocol === undefined
    ? HELD_OUT
    : lookUp<Protocol>(PROTOCOLS, request.protocol, "protocol");
  const task = submittedTask(request.task, protocol);
  checkAnswering(request.answering, task);
  const unanswered = await loadUnanswered(task, request.data);
  return await withAdapted(request, async (adapted) => {
    const answered = await answerAll({ ...adapted, protocol }, task, unanswered, request);
    tell(request, [otherwiseNotice(task.submission, answered)]);
    return { file: task.submission.file, lines: task.submission.lines(answered) };
  });
}

/** Name of the file with the answers to a task. */
export function submissionFile(task: string): string {
  return submittedTask(task, HELD_OUT).submission.file;
}

function submittedTask(name: string, protocol: Protocol): SubmittedTask {
  const task = taskUnder(protocol, lookUp<Task>(TASKS, name, "task"));
  if (task.submission !== undefined) return task as SubmittedTask;
  const known = Object.values<Task>(TASKS).filter(({ submission }) => submission !== undefined);
  throw new UsageError(
    `Cannot submit answers to "${name}": SuperGLUE's server takes ${
      known.map(({ name }) => name).join(", ")
    }`,
  );
}

/** The test rows with their examples; that they say where they belong is checked before the work. */
async function loadUnanswered(task: SubmittedTask, data: string): Promise<Answered[]> {
  if (data === "mini" || isRowsFile(data)) {
    throw new UsageError(
      `Cannot submit answers to the rows of "${data}": give --data super_glue, or a folder with ` +
        "SuperGLUE's files",
    );
  }
  const completed = (await loadTestRows(data, task)).map(task.submission.complete);
  try {
    const rows = expandRows(task, completed, "test");
    const examples = readExamples(task, rows, `${data} test`);
    const unanswered = rows.map((row, i) => ({ row, example: examples[i]!, answer: "" }));
    task.submission.lines(unanswered);
    if (rows.length > 0) return unanswered;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(error.message, { cause: error });
  }
  throw new UsageError(`Cannot submit answers to "${task.name}": "${data}" has no test rows`);
}

async function answerAll(
  adapted: AdaptedModel,
  task: SubmittedTask,
  unanswered: readonly Answered[],
  request: SubmissionRequest,
): Promise<Answered[]> {
  const { loaded } = adapted;
  const examples = unanswered.map(({ example }) => example);
  if (loaded.model.kind === "seq2seq") checkTargetLengths(loaded, request.data, examples);
  const isFree = task.submission.otherwise === undefined;
  const answerTokens = answerLength(loaded, request, isFree);
  tell(request, [unknownNotice(loaded, examples.map(({ input }) => input))]);
  const inspect = (likelihoods: readonly (readonly number[])[]) =>
    likelihoods.forEach((row, i) => row.forEach((it) => checkLikelihood(`test row ${i + 1}`, it)));
  const work = answeringTexts(
    { ...adapted, answerTokens, inspect },
    request.answering,
    task,
    examples,
  );
  const answers = await finishWatched(work, watcherOf(request, examples.length));
  return unanswered.map((it, i) => ({ ...it, answer: answers[i]! }));
}

/** A sentence about answers for which the server has no label. */
function otherwiseNotice(
  { otherwise }: Submission,
  answered: readonly Answered[],
): string | undefined {
  if (otherwise === undefined) return undefined;
  const foreign = answered.filter(({ example, answer }) =>
    !example.choices.includes(answer.trim())
  );
  if (foreign.length === 0) return undefined;
  return `${foreign.length} of ${answered.length} answers, such as "${foreign[0]!.answer}", are ` +
    `none of the choices and stand as ${otherwise} in the file (--answering rank always chooses)`;
}
