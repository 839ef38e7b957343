/** The exact texts of both wordings; those of the paper follow its code, those of T5 its preprocessors. */
import { assertEquals, assertThrows } from "@std/assert";
import { asTask, TASKS } from "../../src/tasks/mod.ts";
import type { Example, Format, Row, Task } from "../../src/tasks/task.ts";

function read(task: Task, format: Format, row: Row): Example {
  return asTask(task, { format, scoring: "official" }).toExample(row);
}

function longPart({ input, longField }: Example): string | undefined {
  return longField && input.slice(...longField);
}

interface Case {
  readonly task: keyof typeof TASKS;
  readonly row: Row;
  readonly paper: readonly [input: string, target: string];
  readonly t5: readonly [input: string, target: string];
  readonly long?: string;
}

const SPANS = {
  text: "Anna asked Ruth because she knew .",
  span1_text: "Anna",
  span1_index: 0,
  span2_text: "she",
  span2_index: 4,
};

const CASES: readonly Case[] = [
  {
    task: "boolq",
    row: { passage: "Water is wet.", question: "is water wet", label: 1 },
    paper: ["passage: Water is wet. question: is water wet", "true"],
    t5: ["boolq passage: Water is wet. question: is water wet", "True"],
    long: "Water is wet.",
  },
  {
    task: "cb",
    row: { premise: "It rains.", hypothesis: "it is dry", label: 1 },
    paper: ["premise: It rains. hypothesis: it is dry", "contradiction"],
    t5: ["cb hypothesis: it is dry premise: It rains.", "contradiction"],
    long: "It rains.",
  },
  {
    task: "copa",
    row: {
      premise: "He fell.",
      choice1: "It hurt.",
      choice2: "It rained.",
      question: "effect",
      label: 0,
    },
    paper: ["choice1: It hurt. choice2: It rained. premise: He fell. question: effect", "false"],
    t5: [
      "copa choice1: It hurt. choice2: It rained. premise: He fell. question: effect",
      "choice1",
    ],
  },
  {
    task: "multirc",
    row: { question: "Who?", answer: "<b>Ann</b>", paragraph: "<b>1: </b>Ann.<br>Bob.", label: 0 },
    paper: ["question: Who? answer: <b>Ann</b> paragraph: <b>1: </b>Ann.<br>Bob.", "false"],
    t5: ["multirc question: Who? answer: Ann paragraph: 1: Ann. Bob.", "False"],
  },
  {
    task: "record",
    row: {
      passage: "Ann won.\n@highlight\nBob lost\n@highlight\nCy left",
      query: "@placeholder won",
      entities: ["Ann", "Bob"],
      answers: ["Ann", "Annie"],
    },
    paper: [
      "passage : Ann won.\n@highlight\nBob lost\n@highlight\nCy left query: @placeholder won entities: Ann; Bob",
      "Ann; Annie",
    ],
    t5: [
      "record query: @placeholder won entities: Ann, Bob passage: Ann won. Bob lost. Cy left",
      "Ann",
    ],
  },
  {
    task: "rte",
    row: { premise: "It rains.", hypothesis: "It is wet.", label: 0 },
    paper: ["premise: It rains. hypothesis: It is wet.", "entailment"],
    t5: ["rte hypothesis: It is wet. premise: It rains.", "entailment"],
    long: "It rains.",
  },
  {
    task: "wic",
    row: {
      word: "bank",
      sentence1: "The bank.",
      sentence2: "A bank.",
      start1: 4,
      end1: 8,
      start2: 2,
      end2: 6,
      label: 1,
    },
    paper: [
      "start1: 4 end1: 8 sentence1: The bank. start2: 2 end2: 6 sentence2: A bank. word: bank",
      "true",
    ],
    t5: ["wic sentence1: The bank. sentence2: A bank. word: bank", "True"],
  },
  {
    task: "wsc",
    row: { ...SPANS, label: 0 },
    paper: [
      "span1_text: Anna span1_index: 0 span2_text: she span2_index: 4 text: Anna asked Ruth because she knew .",
      "false",
    ],
    t5: ["wsc text: * Anna * asked Ruth because # she # knew .", "False"],
  },
  {
    task: "wsc_generate",
    row: { ...SPANS, label: 1 },
    paper: ["Anna asked Ruth because *she* knew .", "Anna"],
    t5: ["wsc: Anna asked Ruth because *she* knew .", "Anna"],
  },
];

for (const { task, row, paper, t5, long } of CASES) {
  Deno.test(`${task}: toExample() writes the text of the paper's code and that of T5`, () => {
    for (const [format, [input, target]] of Object.entries({ paper, t5 })) {
      const example = read(TASKS[task], format as Format, row);
      assertEquals(example.input, input);
      assertEquals(example.target, target);
      if (long !== undefined) assertEquals(longPart(example), long);
    }
    assertEquals(TASKS[task].toExample(row).input, paper[0]);
  });
}

Deno.test("wsc: T5's marks stand around spans of several words, and in either order", () => {
  const row = {
    text: "As it barked , the old dog ran .",
    span1_text: "the old dog",
    span1_index: 4,
    span2_text: "it",
    span2_index: 1,
    label: 1,
  };
  assertEquals(
    read(TASKS.wsc, "t5", row).input,
    "wsc text: As # it # barked , * the old dog * ran .",
  );
});

Deno.test("wsc: T5's marks are left out where the index misses the span", () => {
  const row = { ...SPANS, span1_index: 1, label: 1 };
  assertEquals(
    read(TASKS.wsc, "t5", row).input,
    "wsc text: Anna asked Ruth because she knew .",
  );
});

Deno.test("wsc_generate: only the first word of the mention is asked for, and 'the' matches nothing", () => {
  const row = {
    ...SPANS,
    text: "The dog ran , because it saw me .",
    span1_text: "The dog",
    label: 1,
  };
  const paper = asTask(TASKS.wsc_generate, { format: "paper", scoring: "paper" });
  const example = paper.toExample({ ...row, span1_index: 0, span2_index: 5 });
  assertEquals(example.target, "The");
  assertEquals(paper.score([example], [""]).accuracy, 1); // the quirk of the paper's normalisation
  assertEquals(TASKS.wsc_generate.score([example], [""]).accuracy, 0);
});

Deno.test("wsc_generate: takes positive rows only", () => {
  assertEquals(TASKS.wsc_generate.keeps?.({ ...SPANS, label: 0 }), false);
  assertEquals(TASKS.wsc_generate.keeps?.({ ...SPANS, label: 1 }), true);
});

Deno.test("wsc_generate: an index behind the text is refused", () => {
  assertThrows(
    () => TASKS.wsc_generate.toExample({ ...SPANS, span2_index: 7, label: 1 }),
    RangeError,
    `a span of "text" must start before word 7: current value is 7`,
  );
});

Deno.test("labels may be numbers, booleans or words, as in SuperGLUE's own files", () => {
  const row = { passage: "a", question: "b" };
  for (const label of [1, true, "true", "True"]) {
    assertEquals(TASKS.boolq.toExample({ ...row, label }).target, "true");
  }
  const premise = { premise: "a", hypothesis: "b" };
  assertEquals(TASKS.cb.toExample({ ...premise, label: "neutral" }).target, "neutral");
});

Deno.test("a row without a label, as in SuperGLUE's test split, is refused", () => {
  assertThrows(
    () => TASKS.boolq.toExample({ passage: "a", question: "b", label: -1 }),
    TypeError,
    `field "label" must be an integer of 0 ... 1 or one of false, true: current value is -1`,
  );
});

Deno.test("asTask() refuses a task that has one form only", () => {
  const { variants: _, ...plain } = TASKS.boolq;
  assertThrows(() => asTask(plain, { format: "t5", scoring: "official" }), TypeError, "boolq");
});
