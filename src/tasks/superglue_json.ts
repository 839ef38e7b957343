/**
 * SuperGLUE's own JSON Lines, as its web site has them, to the flat rows that the Hub has.
 *
 * The original nests the questions of MultiRC and ReCoRD in their passages and the spans of WSC in
 * `target`. Rows that are flat already pass unchanged, so either kind of file can be given.
 *
 * @module
 */
import type { Row } from "./task.ts";

type Nested = Readonly<Record<string, unknown>>;

/** Offsets in SuperGLUE's files count code points, and the end is the last one of the span. */
function span(text: readonly string[], { start, end }: { start: number; end: number }): string {
  return text.slice(start, end + 1).join("");
}

function answersOf(row: Nested): Row[] {
  const { text, questions } = row.passage as {
    text: string;
    questions: { question: string; idx: number; answers: (Nested & { text: string })[] }[];
  };
  return questions.flatMap(({ question, idx, answers }) =>
    answers.map((answer) => ({
      paragraph: text,
      question,
      answer: answer.text,
      idx: { paragraph: row.idx, question: idx, answer: answer.idx },
      ...("label" in answer ? { label: answer.label } : {}),
    }))
  );
}

function queriesOf(row: Nested): Row[] {
  const { text, entities } = row.passage as {
    text: string;
    entities: { start: number; end: number }[];
  };
  const points = Array.from(text);
  const inOrder = entities.toSorted((a, b) => a.start - b.start);
  const names = [...new Set(inOrder.map((entity) => span(points, entity)))];
  const queries = row.qas as { query: string; idx: number; answers?: { text: string }[] }[];
  return queries.map(({ query, idx, answers }) => ({
    passage: text,
    query,
    entities: names,
    answers: [...new Set((answers ?? []).map((answer) => answer.text))],
    idx: { passage: row.idx, query: idx },
  }));
}

/**
 * Returns the flat rows of one line.
 *
 * @param dataset configuration of SuperGLUE, such as `multirc`
 * @throws {TypeError} if a nested row lacks a part
 */
export function flattenRow(dataset: string, row: Row): readonly Row[] {
  if (dataset === "multirc" && typeof row.passage === "object") return answersOf(row);
  if (dataset === "record" && typeof row.passage === "object") return queriesOf(row);
  if (dataset === "wsc" && typeof row.target === "object") {
    const { target, ...rest } = row;
    return [{ ...rest, ...(target as Nested) }];
  }
  return [row];
}
