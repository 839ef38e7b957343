/**
 * Targets that are too long to be written: each token looks at all before it.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import type { Example } from "../tasks/task.ts";
import type { LoadedModel } from "./load.ts";

type Reader = Pick<LoadedModel, "tokenizer" | "maxLength" | "oneText">;

/**
 * Most tokens of a target: as many as the inputs may have for which the model is meant, or half of the
 * text where it goes on behind its input.
 */
export function mostTargetTokens(
  { maxLength, oneText }: Pick<Reader, "maxLength" | "oneText">,
): number {
  return oneText ? Math.floor(maxLength / 2) : maxLength;
}

/**
 * Checks that a target has no more tokens than {@linkcode mostTargetTokens}.
 *
 * @param place where the target stands, for the error
 * @throws {UsageError} if it is
 */
export function checkTargetLength(
  reader: Reader,
  { input, target }: Pick<Example, "input" | "target">,
  place: string,
): void {
  const most = mostTargetTokens(reader);
  const { length } = reader.tokenizer.encodeTarget(target, input);
  if (length <= most) return;
  throw new UsageError(
    `Cannot read "${place}": a target may have ${most} tokens: it has ${length}`,
  );
}

/** Checks the targets and the choices of examples; see {@linkcode checkTargetLength}. */
export function checkTargetLengths(
  reader: Reader,
  source: string,
  examples: readonly Example[],
): void {
  const seen = new Set<string>(); // label words come again and again
  for (const { input, target, choices } of examples) {
    for (const text of [target, ...choices]) {
      if (seen.has(text)) continue;
      seen.add(text);
      checkTargetLength(reader, { input, target: text }, `${source}: ${input.slice(0, 40)}`);
    }
  }
}
