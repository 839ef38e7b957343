/**
 * Where scores tell little, as no answer can be wrong, or none right.
 *
 * @module
 */
import type { Answering } from "../lab/run.ts";
import type { Example } from "../tasks/task.ts";
import type { LoadedModel } from "./load.ts";

type Reader = Pick<LoadedModel, "id"> & {
  readonly model: Pick<LoadedModel["model"], "kind">;
  readonly tokenizer: Pick<LoadedModel["tokenizer"], "encodeTarget">;
};

/**
 * Sentences about answers of which the score is decided before the model has seen anything.
 *
 * @param classes of a classifier's adapter; absent: of none, or of one that is not trained yet
 */
export function answerNotices(
  reader: Reader,
  answering: Answering,
  examples: readonly Example[],
  classes?: readonly string[],
): string[] {
  const notices = classes !== undefined
    ? [foreignTargets(classes, examples)]
    : reader.model.kind === "classifier"
    ? []
    : [answering === "rank" ? onlyChoice(examples) : undefined, likeChoices(reader, examples)];
  return notices.filter((line) => line !== undefined);
}

function foreignTargets(
  classes: readonly string[],
  examples: readonly Example[],
): string | undefined {
  const foreign = examples.filter(({ target }) => !classes.includes(target));
  if (foreign.length === 0) return undefined;
  return `${foreign.length} of ${examples.length} targets, such as "${foreign[0]!.target}", are ` +
    `none of the adapter's classes, ${classes.join(", ")}: no answer to them is right`;
}

function onlyChoice(examples: readonly Example[]): string | undefined {
  if (examples.some(({ choices }) => choices.length > 1)) return undefined;
  return "Each row has one choice alone, so that any model ranks it first and is right";
}

/** A target of the same tokens as another choice: ranked, one of them always wins. */
function likeChoices(
  { id, tokenizer }: Reader,
  examples: readonly Example[],
): string | undefined {
  const tokens = new Map<string, string>(); // label words come again and again
  const read = (text: string, input: string) => {
    const known = tokens.get(text) ?? tokenizer.encodeTarget(text, input).join();
    tokens.set(text, known);
    return known;
  };
  for (const { input, target, choices } of examples) {
    const isTwin = (choice: string) =>
      choice !== target && read(choice, input) === read(target, input);
    const twin = choices.find(isTwin);
    if (twin === undefined) continue;
    return `"${id}" reads "${target}" and "${twin}" alike: it cannot tell such choices apart`;
  }
}
