import { assert, assertEquals } from "@std/assert";
import { generateRows } from "../../src/mini/rows.ts";
import { asTask } from "../../src/tasks/define.ts";
import { record } from "../../src/tasks/record.ts";
import { recordEntity } from "../../src/tasks/record_entity.ts";
import { splitSource } from "../../src/tasks/source.ts";
import type { Example, Row } from "../../src/tasks/task.ts";

const ROW: Row = {
  passage: "Ann won. Bob lost.",
  query: "@placeholder won, said @placeholder",
  entities: ["Ann", "Bob", "Cy", "Ann", "Annie"],
  answers: ["Ann", "Annie"],
};

const examplesOf = (row: Row, split: "train" | "dev"): Example[] =>
  recordEntity.expand!(row, split).map((it) => recordEntity.toExample(it));

Deno.test("record_entity asks about each entity once", () => {
  const examples = examplesOf(ROW, "dev");
  assertEquals(examples.map(({ candidate, target }) => [candidate, target]), [
    ["Ann", "true"],
    ["Bob", "false"],
    ["Cy", "false"],
    ["Annie", "true"],
  ]);
  const [{ input, longField }] = examples as [Example];
  assertEquals(input, "query: Ann won, said Ann passage : Ann won. Bob lost.");
  assertEquals(input.slice(...longField!), "Ann won. Bob lost.");
  assertEquals(new Set(examples.map(({ group }) => group)).size, 1);
  const t5 = asTask(recordEntity, { format: "t5", scoring: "official" });
  const [row] = recordEntity.expand!(ROW, "dev");
  assertEquals(
    t5.toExample(row!).input,
    "record query: Ann won, said Ann passage: Ann won. Bob lost.",
  );
});

Deno.test("an entity is put into the query as it is", () => {
  const [example] = examplesOf({ ...ROW, entities: ["$& Co."], answers: ["$& Co."] }, "dev");
  assertEquals(example!.input, "query: $& Co. won, said $& Co. passage : Ann won. Bob lost.");
});

Deno.test("training takes one right and one wrong entity, the same ones each time", () => {
  const rows = generateRows("record", "train", 200) as unknown as Row[];
  const pairs = rows.map((row) => examplesOf(row, "train"));
  for (const [i, pair] of pairs.entries()) {
    assertEquals(pair.map(({ target }) => target), ["true", "false"]);
    assertEquals(pair, examplesOf(rows[i]!, "train"));
  }
  const positions = pairs.map(([, wrong], i) =>
    (rows[i]!.entities as string[]).indexOf(wrong!.candidate!)
  );
  assert(new Set(positions).size > 1, "always the same wrong entity");
  const onlyRight = { ...ROW, entities: ["Ann"] };
  assertEquals(examplesOf(onlyRight, "train").map(({ target }) => target), ["true"]);
});

Deno.test("the entity that is found right is scored as ReCoRD scores an answer", () => {
  const rows = [ROW, { ...ROW, query: "@placeholder lost", answers: ["Bob"] }];
  const examples = rows.flatMap((row) => examplesOf(row, "dev"));
  const choose = (...entities: string[]) =>
    examples.map(({ candidate, group }) =>
      entities[group === examples[0]!.group ? 0 : 1] === candidate ? "true" : "false"
    );
  const asRecord = (answers: string[]) =>
    record.score(rows.map((row) => record.toExample(row)), answers);
  for (const answers of [["Ann", "Bob"], ["Annie", "Cy"], ["Bob", "Bob"], ["", ""]]) {
    assertEquals(recordEntity.score(examples, choose(...answers)), asRecord(answers));
  }
});

Deno.test("splits keep a question undivided before it is expanded", async () => {
  const rows = Array.from({ length: 10 }, (_, i) => ({ ...ROW, query: `@placeholder ${i}` }));
  const source = splitSource({ name: "x", load: () => Promise.resolve(rows) }, "validation_halves");
  const dev = await source.load(recordEntity, "dev");
  const test = await source.load(recordEntity, "test");
  assertEquals([dev.length, test.length], [5, 5]);
});
