/**
 * RoBERTa: BERT's encoder with other positions, no segments and byte-level tokens.
 *
 * Source: Liu et al. 2019 (arXiv:1907.11692); checked against transformers in
 * `tests/models/roberta_test.ts`.
 *
 * @module
 */
import { bertFamily } from "../bert/family.ts";
import type { Family } from "../model.ts";
import { readRobertaConfig } from "./config.ts";

/** The family. */
export const roberta: Family = bertFamily("roberta", readRobertaConfig);
