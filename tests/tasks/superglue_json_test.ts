/** Lines in the nested form of SuperGLUE's own zip. */
import { assertEquals } from "@std/assert";
import { TASKS } from "../../src/tasks/mod.ts";
import { flattenRow } from "../../src/tasks/superglue_json.ts";

Deno.test("flattenRow() gives each answer of a MultiRC paragraph its row", () => {
  const rows = flattenRow("multirc", {
    idx: 3,
    passage: {
      text: "Ann met Bob.",
      questions: [
        { question: "Who met Bob?", idx: 7, answers: [{ text: "Ann", idx: 20, label: 1 }] },
        {
          question: "Whom?",
          idx: 8,
          answers: [{ text: "Cy", idx: 21, label: 0 }, { text: "Bob", idx: 22, label: 1 }],
        },
      ],
    },
  });
  assertEquals(rows.length, 3);
  assertEquals(rows[1], {
    paragraph: "Ann met Bob.",
    question: "Whom?",
    answer: "Cy",
    idx: { paragraph: 3, question: 8, answer: 21 },
    label: 0,
  });
  assertEquals(rows.map((row) => TASKS.multirc.toExample(row).target), ["true", "false", "true"]);
});

Deno.test("flattenRow() gives each query of a ReCoRD passage its row, entities once and in order", () => {
  // offsets count code points: the clef is one, though JavaScript counts two
  const text = "𝄞 Bob met Ann. Bob left.";
  const rows = flattenRow("record", {
    idx: 0,
    passage: {
      text,
      entities: [{ start: 10, end: 12 }, { start: 2, end: 4 }, { start: 15, end: 17 }],
    },
    qas: [{
      idx: 5,
      query: "@placeholder left",
      answers: [{ start: 2, end: 4, text: "Bob" }, { start: 15, end: 17, text: "Bob" }],
    }],
  });
  assertEquals(rows, [{
    passage: text,
    query: "@placeholder left",
    entities: ["Bob", "Ann"],
    answers: ["Bob"],
    idx: { passage: 0, query: 5 },
  }]);
  assertEquals(TASKS.record.toExample(rows[0]!).golds, ["Bob"]);
});

Deno.test("flattenRow() takes WSC's spans out of its target", () => {
  const spans = { span1_text: "Ann", span1_index: 0, span2_text: "she", span2_index: 2 };
  const [row] = flattenRow("wsc", {
    text: "Ann said she left",
    idx: 0,
    label: true,
    target: spans,
  });
  assertEquals(row, { text: "Ann said she left", idx: 0, label: true, ...spans });
  assertEquals(TASKS.wsc_generate.toExample(row!).target, "Ann");
});

Deno.test("flattenRow() leaves flat rows alone", () => {
  const row = { passage: "a", question: "b", label: true };
  for (const name of ["boolq", "record", "multirc", "wsc"]) {
    assertEquals(flattenRow(name, row), [row]);
  }
});
