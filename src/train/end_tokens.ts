/**
 * Which tokens end a text: the one that is trained, and all at which a model stops to write.
 *
 * @module
 */
import { join } from "node:path";
import { isFile } from "../core/exists.ts";
import { readObject } from "../hub/json_object.ts";
import type { ConfigJson } from "../models/model.ts";
import type { Tokenizer } from "../text/tokenizer.ts";

/** The token with which `tokenizer_config.json` ends texts; undefined if it names none. */
export async function endToken(folder: string, tokenizer: Tokenizer): Promise<number | undefined> {
  const { eos_token: end } = await readIfThere(join(folder, "tokenizer_config.json"));
  const text = (end as { content?: unknown } | null)?.content ?? end; // older files say more of it
  return typeof text === "string" ? tokenizer.idOf(text) : undefined;
}

/**
 * The tokens at which `generate` of transformers stops: those of `generation_config.json`, else those
 * of `config.json`. Models that were tuned to chat have several.
 */
export async function stopTokens(folder: string, config: ConfigJson): Promise<readonly number[]> {
  const { eos_token_id: own } = await readIfThere(join(folder, "generation_config.json"));
  return [own ?? config.eos_token_id].flat().filter((id) => typeof id === "number");
}

async function readIfThere(path: string): Promise<Record<string, unknown>> {
  return await isFile(path) ? await readObject(path) : {};
}
