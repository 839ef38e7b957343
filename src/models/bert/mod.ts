/**
 * BERT.
 *
 * Source: Devlin et al. 2019 (arXiv:1810.04805); checked against transformers in
 * `tests/models/bert_test.ts`.
 *
 * @module
 */
import type { Family } from "../model.ts";
import { readBertConfig } from "./config.ts";
import { bertFamily } from "./family.ts";

/** The family. */
export const bert: Family = bertFamily("bert", readBertConfig);
