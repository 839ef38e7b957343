import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { HAPPENINGS } from "../../src/mini/lexicon.ts";
import { UsageError } from "../../src/core/errors.ts";
import { generateRows, type MiniSplit, type MiniTask, miniTask } from "../../src/mini/rows.ts";

const TASKS: MiniTask[] = ["boolq", "cb", "copa", "multirc", "record", "rte", "wic", "wsc"];
const LABELS = { boolq: 2, cb: 3, copa: 2, multirc: 2, rte: 2, wic: 2, wsc: 2 } as const;
const SPLITS: MiniSplit[] = ["train", "dev", "test"];

/** The text of a row without what may repeat: labels, answers, numbers of groups. */
function textOf(row: object): string {
  const { label: _l, idx: _i, answer: _a, answers: _as, entities: _e, ...text } = row as Record<
    string,
    unknown
  >;
  return JSON.stringify(text);
}

for (const task of TASKS) {
  Deno.test(`generateRows() gives the same rows of ${task} each time, and more rows only at the end`, () => {
    const rows = generateRows(task, "train", 60);
    assertEquals(generateRows(task, "train", 60), rows);
    assertEquals(generateRows(task, "train", 40), rows.slice(0, 40) as typeof rows);
    assert(textOf(generateRows(task, "train", 1, "other seed")[0]!) !== textOf(rows[0]!));
  });

  Deno.test(`generateRows() shares no text of ${task} between splits`, () => {
    const owner = new Map<string, MiniSplit>();
    for (const split of SPLITS) {
      for (const row of generateRows(task, split, 400)) {
        assertEquals(owner.get(textOf(row)) ?? split, split);
        owner.set(textOf(row), split);
      }
    }
  });
}

for (const task of Object.keys(LABELS) as (keyof typeof LABELS)[]) {
  Deno.test(`generateRows() gives ${task} every label in fair share`, () => {
    const rows = generateRows(task, "train", 1000);
    const counts = new Array<number>(LABELS[task]).fill(0);
    for (const { label } of rows) counts[label]! += 1;
    // A question of multirc has two or three answers, one of them right.
    const expected = task === "multirc" ? [0.6, 0.4] : counts.map(() => 1 / counts.length);
    counts.forEach((count, label) => assertAlmostEquals(count / 1000, expected[label]!, 0.06));
  });
}

Deno.test("generateRows() keeps the answers to one question of multirc together, without repeats", () => {
  const rows = generateRows("multirc", "dev", 200).slice(0, -3);
  const groups = Map.groupBy(rows, (row) => row.idx.question);
  for (const [question, group] of groups) {
    assertEquals(new Set(group.map((r) => r.paragraph + r.question)).size, 1);
    assertEquals(new Set(group.map((r) => r.answer)).size, group.length);
    assertEquals(group.map((r) => r.idx.answer), group.map((_, i) => i));
    assert(question === 0 || groups.has(question - 1));
  }
});

Deno.test("generateRows() hides in a query of record what the passage says there", () => {
  for (const row of generateRows("record", "dev", 300)) {
    assertEquals(row.query.split("@placeholder").length, 2);
    assertEquals(row.answers.length, 1);
    assert(row.entities.includes(row.answers[0]!));
    assertEquals(new Set(row.entities).size, row.entities.length);
    assert(row.entities.every((entity) => row.passage.includes(entity)));
  }
});

Deno.test("generateRows() points at the word of wic by character", () => {
  for (const row of generateRows("wic", "dev", 300)) {
    assertEquals(row.sentence1.slice(row.start1, row.end1), row.word);
    assertEquals(row.sentence2.slice(row.start2, row.end2), row.word);
  }
});

Deno.test("generateRows() points at the spans of wsc by word", () => {
  for (const row of generateRows("wsc", "dev", 300)) {
    const words = row.text.split(" ");
    assertEquals(words[row.span1_index], row.span1_text);
    assertEquals(words[row.span2_index], row.span2_text);
    assert(["he", "she"].includes(row.span2_text));
  }
});

Deno.test("generateRows() labels the choice of copa that belongs to the happening of the premise", () => {
  const happeningOf = (sentence: string) =>
    HAPPENINGS.findIndex((h) =>
      [...h.causes, ...h.effects].some((word) => sentence.includes(` ${word}.`))
    );
  for (const row of generateRows("copa", "dev", 300)) {
    const premise = happeningOf(row.premise);
    const right = row.label === 0 ? row.choice1 : row.choice2;
    const wrong = row.label === 0 ? row.choice2 : row.choice1;
    assertEquals(happeningOf(right), premise);
    assert(happeningOf(wrong) !== premise);
    assertEquals(right.includes(" was "), row.question === "cause");
  }
});

Deno.test("generateRows() says so when the mini world has not enough rows", () => {
  assertThrows(
    () => generateRows("copa", "test", 1_000_000, "small"),
    RangeError,
    'Cannot generate 1000000 rows of "copa" test',
  );
});

Deno.test("miniTask() says of a task without rows what to do", () => {
  assertEquals(miniTask("rte"), "rte");
  assertThrows(() => miniTask("polarity"), UsageError, 'no rows of "polarity": give --data');
});
