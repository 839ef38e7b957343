/**
 * Inputs that are cut, as nothing else would show it.
 *
 * @module
 */
import type { AdaptedModel } from "./evaluate.ts";
import { inputLimit } from "./input_rule.ts";

/**
 * Says how many inputs are too long; undefined where none is.
 *
 * @param answerTokens tokens of what goes on behind an input, where both are one text
 */
export function truncationNotice<Item extends { readonly input: string }>(
  { loaded, adapter }: Pick<AdaptedModel, "loaded" | "adapter">,
  items: readonly Item[],
  answerTokens: (item: Item) => number,
): string | undefined {
  const limit = inputLimit(loaded, adapter.config);
  const { oneText, tokenizer } = loaded;
  const long = items.filter((item) =>
    tokenizer.encode(item.input).length + (oneText ? answerTokens(item) : 0) > limit
  );
  if (long.length === 0) return undefined;
  const what = oneText ? "inputs with their targets" : "inputs";
  return `${long.length} of ${items.length} ${what} were truncated to ${limit} tokens`;
}
