/**
 * The configuration of a RoBERTa checkpoint.
 *
 * @module
 */
import { type BertConfig, readBertConfig } from "../bert/config.ts";
import type { ConfigJson } from "../model.ts";

/** What `RobertaConfig` assumes of ids where `BertConfig` assumes others, or none. */
const IDS = { pad_token_id: 1, eos_token_id: 2 };

/**
 * Reads `config.json`.
 *
 * Its `max_position_embeddings` are the rows of the table, of which padding and what lies before it
 * take the first: 514 rows are 512 positions.
 *
 * Source: `RobertaConfig` of Hugging Face transformers, with its defaults.
 *
 * @throws {TypeError} if a size is missing or no number, or the heads do not divide the width
 */
export function readRobertaConfig(json: ConfigJson): BertConfig {
  const config = readBertConfig({ ...IDS, ...json });
  return {
    ...config,
    countsBehindPad: true,
    positions: config.positions - (config.padId + 1),
  };
}
