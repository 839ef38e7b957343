/**
 * Text that a model has no tokens for: it reads and writes one token in the place of all of it.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import type { Example, Task } from "../tasks/task.ts";
import type { LoadedModel } from "./load.ts";

type Reader = Pick<LoadedModel, "id" | "tokenizer">;

/** Share of the input's tokens from which on it is said. */
const MUCH = 0.05;

/** Share of targets that may have an unknown token where answers are free text. */
const FREE_TEXT_SHARE = 0.01;

/**
 * Checks that a model that writes can write the targets.
 *
 * @throws {UsageError} if it lacks tokens of them; names the first one
 */
export function checkTargets(reader: Reader, task: Task, examples: readonly Example[]): void {
  const unknown = new Set(
    [...new Set(examples.map(({ target }) => target))].filter((it) => countUnknown(reader, it) > 0),
  );
  const found = examples.filter(({ target }) => unknown.has(target));
  if (found.length <= (task.open ? FREE_TEXT_SHARE * examples.length : 0)) return;
  const { target, input } = found[0]!;
  const others = found.length > 1 ? ` (${found.length} such rows)` : "";
  throw new UsageError(
    `Cannot train "${reader.id}" on "${task.name}": it has no token for the target ` +
      `"${shortened(target)}" of the row "${
        shortened(input)
      }"${others}: choose other words, or a model with a larger vocabulary`,
  );
}

/** Inputs that are looked at: reading those of a large task takes a minute. */
const SAMPLE = 1000;

/** A sentence about inputs that a model can hardly read; undefined where it can. */
export function unknownNotice(
  { id, tokenizer }: Reader,
  inputs: readonly string[],
): string | undefined {
  const tokens = inputs.slice(0, SAMPLE).flatMap((text) => tokenizer.words(text));
  const unknown = tokens.filter((token) => token === tokenizer.unknown).length;
  if (unknown <= MUCH * tokens.length) return undefined;
  return `"${id}" does not know ${Math.round(100 * unknown / tokens.length)} % of the input ` +
    "tokens: they are all read as the unknown token";
}

function countUnknown({ tokenizer }: Reader, text: string): number {
  return tokenizer.words(text).filter((id) => id === tokenizer.unknown).length;
}

function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}...`;
}
