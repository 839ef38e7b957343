/**
 * The models that the repository ships, in Hugging Face layout.
 *
 * @module
 */
import { join } from "node:path";
import { DATA } from "./paths.ts";

/** Folder by name. Both were made by one recipe (`mini/recipe.ts`), with seeds 0 and 1. */
export const SHIPPED_MODELS: Readonly<Record<string, string>> = {
  "mini": join(DATA, "mini"),
  "mini-2": join(DATA, "mini-2"),
};

/** Whether a model is one of them: at hand, and small enough for any machine. */
export function isShipped(model: string): boolean {
  return Object.hasOwn(SHIPPED_MODELS, model);
}
