import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { PUBLISHED } from "../../src/experiments/published.ts";
import {
  isAverageOfShown,
  type Published,
  type PublishedNumber,
  readPublished,
  withAverageWithoutWsc,
} from "../../src/report/published.ts";
import { mean } from "../../src/core/statistics.ts";
import { AVERAGE, AVERAGE_WITHOUT_WSC } from "../../src/report/titles.ts";

/** Cells are rounded to 0.05 and so is their average: a printed average may be off by 0.1. */
const ROUNDING = 0.1 + 1e-9;

/** Rows of a table with their printed average and the average of their printed cells. */
function averages({ rows }: Published, value: (number: PublishedNumber) => number) {
  const scores = rows.filter(({ quantity }) => quantity === "score");
  const groups = Map.groupBy(
    scores,
    ({ labels: { task: _task, ...rest } }) => JSON.stringify(rest),
  );
  return [...groups].flatMap(([name, group]) => {
    const printed = group.find(({ labels }) => labels.task === AVERAGE);
    const cells = group.filter(({ labels }) => labels.task !== AVERAGE);
    if (printed === undefined || cells.length === 0) return [];
    return [{ name, printed: printed.value, computed: mean(cells.map(value)), n: cells.length }];
  });
}

Deno.test("data/paper: printed averages follow from printed cells, but for one known row", () => {
  const expected = { table_1: 15, table_3: 7, table_4: 4, table_5: 6, table_6: 2, later_board: 4 };
  for (const [id, count] of Object.entries(expected)) {
    const rows = averages(PUBLISHED[id as keyof typeof PUBLISHED], ({ value }) => value);
    assertEquals(rows.length, count, id);
    const wrong = rows.filter((row) => Math.abs(row.printed - row.computed) > ROUNDING);
    const known = wrong.filter(({ name }) =>
      name.includes('"T5-Base"') && name.includes('"Fine-tuning"') || name.includes('"ATTEMPT"')
    );
    assertEquals(wrong, known, id);
  }
});

Deno.test("data/paper: the fine-tuning row of T5-Base has the mean 77.2 and says 76.2", () => {
  const rows = averages(PUBLISHED.table_1, ({ value }) => value);
  const row = rows.find(({ name }) => name.includes('"T5-Base"') && name.includes('"Fine-tuning"'));
  assertEquals(row?.printed, 76.2);
  assertAlmostEquals(row!.computed, 77.24, 0.01);
});

Deno.test("data/paper: with the corrected cells all printed averages follow", () => {
  for (const id of ["table_1", "table_3"] as const) {
    for (const row of averages(PUBLISHED[id], ({ value, corrected }) => corrected ?? value)) {
      assertLess(Math.abs(row.printed - row.computed), ROUNDING, `${id} ${row.name}`);
    }
  }
});

Deno.test("data/paper: table 2 repeats the averages of table 1", () => {
  const short = PUBLISHED.table_2.rows.filter(({ labels }) => labels.promptLength === 10);
  assertEquals(short.length, 12);
  for (const { labels: { model, method }, value } of short) {
    const own = PUBLISHED.table_1.rows.find(({ labels }) =>
      labels.model === model && labels.method === method && labels.task === AVERAGE
    );
    assertEquals(own?.value, value, `${model} ${method}`);
  }
});

Deno.test("data/paper: 462K trained parameters are those of a bottleneck of 250", () => {
  const [d, n, m] = [768, 100, 250];
  const printed = PUBLISHED.table_3.rows.find(({ labels, quantity }) =>
    labels.method === "Residual prompt tuning" && quantity === "trainedParameters"
  );
  assertLess(Math.abs(2 * d * m + 2 * d + d * n - printed!.value), 500);
});

Deno.test("data/paper: scores are percent, and no cell is there twice", () => {
  for (const { id, rows } of Object.values(PUBLISHED)) {
    const names = rows.map(({ labels, quantity }) =>
      JSON.stringify([Object.entries(labels).sort(), quantity])
    );
    assertEquals(new Set(names).size, names.length, id);
    for (const { quantity, value } of rows) {
      if (quantity === "score") assert(value >= 0 && value <= 100, `${id}: ${value}`);
    }
  }
});

Deno.test("data/manifest.json lists every file of data/paper", async () => {
  const data = new URL("../../data/", import.meta.url);
  const manifest = JSON.parse(await Deno.readTextFile(new URL("manifest.json", data)));
  const there = [...Deno.readDirSync(new URL("paper/", data))].map(({ name }) => name).sort();
  assertEquals(manifest.paper.files, there);
});

Deno.test("data/paper: every file says how its numbers were read, and is read", async () => {
  const folder = new URL("../../data/paper/", import.meta.url);
  for (const id of Object.keys(PUBLISHED)) {
    const file = JSON.parse(await Deno.readTextFile(new URL(`${id}.json`, folder)));
    assertEquals(file.id, id);
    assert(["transcribed", "digitised", "read by eye"].includes(file.reading), id);
    assert(file.where.includes(file.reading.split(" ")[0]), id);
    assertEquals(file.error > 0, file.reading !== "transcribed", id);
  }
});

Deno.test("withAverageWithoutWsc() gives the averages that the notes of table 1 name", () => {
  const expected = [
    ["T5-Large", "Prompt tuning", 74.1],
    ["T5-Large", "Residual prompt tuning", 74.3],
    ["T5-Base", "Prompt tuning", 66.0],
    ["T5-Base", "Residual prompt tuning", 67.4],
    ["BERT-Base", "Prompt tuning", 57.1],
    ["BERT-Base", "Residual prompt tuning", 60.9],
  ] as const;
  const all = withAverageWithoutWsc(PUBLISHED.table_1.rows);
  for (const [model, method, value] of expected) {
    const found = all.find(({ labels }) =>
      labels.model === model && labels.method === method && labels.task === AVERAGE_WITHOUT_WSC
    );
    assertAlmostEquals(found!.value, value, 0.051, `${model} ${method}`);
    assertEquals(found!.computed, true);
  }
});

Deno.test("withAverageWithoutWsc() adds none where the printed average is over other tasks", () => {
  const { rows } = PUBLISHED.figure_5; // its average is over eight tasks, of which it shows four
  assertEquals(isAverageOfShown(rows), false);
  assertEquals(withAverageWithoutWsc(rows), rows);
});

Deno.test("data/paper: the two corrected cells that were recalled say so", () => {
  const recalled = PUBLISHED.table_1.rows.filter(({ recalled }) => recalled);
  assertEquals(recalled.map(({ labels }) => labels.task), ["CB", "RTE"]);
});

Deno.test("readPublished() names the field that is wrong", () => {
  const file = { id: "x", title: "x", source: "x", reading: "x", common: {}, notes: [], rows: [] };
  assertEquals(readPublished(file).rows, []);
  assertThrows(() => readPublished({ ...file, title: 3 }), TypeError, "title must be a string");
  assertThrows(() => readPublished({ ...file, rows: {} }), TypeError, "rows must be a list");
  assertThrows(() => readPublished({ ...file, rows: [{ task: "rte" }] }), TypeError, "value");
});
