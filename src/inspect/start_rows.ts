/**
 * The embeddings from which a training drew its first prompt: run and seed decide them.
 *
 * @module
 */
import type { InitContext } from "../methods/method.ts";
import { type PromptConfig, startTokens } from "../methods/_prompt_init.ts";
import { initStream } from "../train/training.ts";
import type { Tokenizer } from "../text/tokenizer.ts";
import type { BaseModel } from "./base_model.ts";
import type { Origin } from "./origin.ts";
import { stack } from "./rows.ts";
import type { StartRows } from "./soft_prompt.ts";
import { readRows } from "./embeddings.ts";

/**
 * Draws the first tokens of a run again.
 *
 * @returns undefined if its prompt began from random numbers or from another adapter, or its method has
 *   no `init`, or no record tells
 */
export async function readStart(
  { kit }: Origin,
  { embeddings }: BaseModel,
  tokenizer: Tokenizer,
): Promise<StartRows | undefined> {
  if (kit?.run.methodConfig === undefined || kit.run.initFrom !== undefined) return undefined;
  const config = kit.run.methodConfig as unknown as PromptConfig;
  if (config.init === undefined) return undefined;
  const context: InitContext = {
    rng: initStream(kit.run),
    encode: (text) => tokenizer.encode(text, { addSpecialTokens: false }),
  };
  const [size = 0, width = 0] = embeddings.shape;
  const ids = startTokens(size, config, context);
  if (ids === undefined) return undefined;
  const rows = [];
  for (const id of ids) rows.push(await readRows(embeddings, id, 1));
  return { ids, rows: stack(rows, width) };
}
