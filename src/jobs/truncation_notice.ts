/**
 * Inputs that are cut, as nothing else would show it.
 *
 * @module
 */
import type { AdaptedModel } from "../train/evaluate.ts";
import { inputLimit } from "../train/input_rule.ts";

/** What goes on behind an input, where both are one text. */
interface Behind<Item> {
  /** As the sentence names it: `targets`. */
  readonly name: string;
  tokens(item: Item): number;
}

/** Says how many inputs are too long; undefined where none is. */
export function truncationNotice<Item extends { readonly input: string }>(
  { loaded, adapter }: Pick<AdaptedModel, "loaded" | "adapter">,
  items: readonly Item[],
  behind: Behind<Item>,
): string | undefined {
  const limit = inputLimit(loaded, adapter.config);
  const { oneText, tokenizer } = loaded;
  const long = items.filter((item) =>
    tokenizer.encode(item.input).length + (oneText ? behind.tokens(item) : 0) > limit
  );
  if (long.length === 0) return undefined;
  const what = oneText ? `inputs with their ${behind.name}` : "inputs";
  return `${long.length} of ${items.length} ${what} were truncated to ${limit} tokens`;
}
