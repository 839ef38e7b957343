/**
 * The embeddings from which a training drew its first prompt: run and seed decide them.
 *
 * @module
 */
import type { InitContext } from "../methods/method.ts";
import { type PromptConfig, startTokens } from "../methods/_prompt_init.ts";
import { initStream } from "../train/training.ts";
import type { BaseModel } from "./base_model.ts";
import type { Origin } from "./origin.ts";
import { type Rows, stack } from "./rows.ts";
import { readRows } from "./embeddings.ts";

/** Where a prompt began. */
export interface Start {
  /** Tokens of the vocabulary. */
  readonly ids: readonly number[];
  /** Their embeddings, `[promptLength, dModel]`. */
  readonly rows: Rows;
}

/**
 * Draws the first tokens of a run again.
 *
 * @returns undefined if its prompt began from random numbers or from another adapter, or its method has
 *   no `init`, or no record tells
 */
export async function readStart(
  { kit }: Origin,
  model: BaseModel,
): Promise<Start | undefined> {
  if (kit?.run.methodConfig === undefined || kit.run.initFrom !== undefined) return undefined;
  const config = kit.run.methodConfig as unknown as PromptConfig;
  if (config.init === undefined) return undefined;
  const tokenizer = await model.tokenizer();
  const context: InitContext = {
    rng: initStream(kit.run),
    encode: (text) => tokenizer.encode(text, { addSpecialTokens: false }),
  };
  const [size = 0, width = 0] = model.embeddings.shape;
  const ids = startTokens(size, config, context);
  if (ids === undefined) return undefined;
  const rows = [];
  for (const id of ids) rows.push(await readRows(model.embeddings, id, 1));
  return { ids, rows: stack(rows, width) };
}
