/**
 * Inputs that are to be answered: there is no target beside them.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { asItStands } from "../core/exact_json.ts";
import { textField, textsField } from "./_fields.ts";
import { readLines, readTexts } from "./jsonl.ts";
import type { Row } from "./task.ts";

/** One input. */
export interface Question {
  /** The row as it was given. */
  readonly row: Row;
  readonly input: string;
  /** Candidate answers, each once; empty where the row has none. */
  readonly choices: readonly string[];
  /** File and line, for errors. */
  readonly place: string;
}

/** A file, `-` for standard input, or the inputs themselves. */
export type QuestionSource = string | readonly (string | Row)[];

/** The fields that an answered row has besides its own. */
const ANSWER_FIELDS = ["answer", "logLikelihoods", "probabilities"] as const;

/**
 * Reads inputs: JSON objects with `input` and perhaps `choices`, or texts. The lines of a file that ends
 * in `.txt` are texts, those of any other file are JSON. Empty lines are skipped.
 *
 * @param shared choices of inputs that name none
 * @param most inputs; null: all
 * @throws {UsageError} if one is wrong, naming its place; if there is none
 */
export async function readQuestions(
  source: QuestionSource,
  shared: readonly string[],
  most: number | null,
): Promise<Question[]> {
  const questions: Question[] = [];
  for await (const { row, place } of rowsOf(source)) {
    questions.push(readQuestion(row, place, shared));
    if (questions.length === most) break;
  }
  if (questions.length > 0) return questions;
  const what = typeof source === "string" ? `"${source}": it has no lines` : "an empty list";
  throw new UsageError(`Cannot answer ${what}`);
}

async function* rowsOf(source: QuestionSource): AsyncGenerator<{ row: Row; place: string }> {
  if (typeof source === "string") {
    const rows = source.endsWith(".txt") ? readTexts(source) : readLines(source, asItStands);
    for await (const { row, line } of rows) {
      yield { row, place: `${source}:${line}` };
    }
    return;
  }
  for (const [i, item] of source.entries()) {
    const place = `input ${i + 1}`;
    if (typeof item === "string") yield { row: { input: item }, place };
    else if (typeof item === "object" && item !== null) yield { row: item, place };
    else throw new UsageError(`Cannot read "${place}": it must be a text or an object`);
  }
}

function readQuestion(row: Row, place: string, shared: readonly string[]): Question {
  try {
    const taken = ANSWER_FIELDS.find((field) => Object.hasOwn(row, field));
    if (taken !== undefined) {
      throw new TypeError(`Cannot read row: "${taken}" is what an answer adds: rename the field`);
    }
    const input = textField(row, "input").trim();
    if (input === "") throw new TypeError(`Cannot read row: "input" must not be empty`);
    const own = (row.choices ?? null) === null ? shared : textsField(row, "choices");
    return { row, input, choices: [...new Set(own.map((choice) => choice.trim()))], place };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const reason = error.message.replace("Cannot read row: ", "");
    throw new UsageError(`Cannot read "${place}": ${reason}`);
  }
}
