/**
 * Whether the choices of inputs without targets can be used with a model.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import type { Answering } from "../lab/run.ts";
import type { Question } from "../tasks/questions.ts";
import type { AdaptedModel } from "../train/evaluate.ts";
import type { LoadedModel } from "../train/load.ts";
import { checkTargetLength } from "../train/target_length.ts";

/**
 * Checks the choices before anything is answered.
 *
 * @throws {UsageError} if there are none to rank, one is too long, or they are others than a classifier
 *   has; names the place
 */
export function checkQuestions(
  { loaded, adapter }: Pick<AdaptedModel, "loaded" | "adapter">,
  questions: readonly Question[],
  answering: Answering,
): void {
  const { classes } = adapter;
  if (classes !== undefined) return questions.forEach((it) => checkClasses(classes, it));
  if (loaded.model.kind === "classifier") return; // it has no head, which is said elsewhere
  const few = questions.find(({ choices }) => choices.length < 2);
  if (answering === "rank" && few !== undefined) {
    throw new UsageError(
      `Cannot rank the answers of "${few.place}": there must be two choices or more: it has ` +
        `${few.choices.length}`,
    );
  }
  for (const { input, choices, place } of withOtherChoices(questions)) {
    for (const target of choices) checkTargetLength(loaded, { input, target }, place);
  }
}

/** A sentence about two choices of the same tokens, of which one would always win. */
export function twinNotice(
  { id, tokenizer }: Pick<LoadedModel, "id" | "tokenizer">,
  questions: readonly Question[],
): string | undefined {
  for (const { input, choices } of withOtherChoices(questions)) {
    const read = new Map<string, string>();
    for (const choice of choices) {
      const ids = tokenizer.encodeTarget(choice, input).join();
      const twin = read.get(ids);
      if (twin !== undefined) {
        return `"${id}" reads "${twin}" and "${choice}" alike: it cannot tell such choices apart`;
      }
      read.set(ids, choice);
    }
  }
  return undefined;
}

/** One question for each list of choices: the same one comes again and again. */
function withOtherChoices(questions: readonly Question[]): Question[] {
  return [...new Map(questions.map((it) => [JSON.stringify(it.choices), it])).values()];
}

function checkClasses(classes: readonly string[], { choices, place }: Question): void {
  const isSame = choices.length === classes.length && classes.every((it) => choices.includes(it));
  if (choices.length === 0 || isSame) return;
  throw new UsageError(
    `Cannot choose among ${choices.join(", ")} for "${place}": the classes of the adapter are ` +
      classes.join(", "),
  );
}
