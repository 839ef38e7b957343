/**
 * RoBERTa: BERT's encoder with other positions, one segment and byte-level tokens.
 *
 * A prompt stands behind `<s>`, as BERT's behind `[CLS]`, and takes the positions that as many words
 * there would take.
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
