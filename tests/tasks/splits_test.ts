import { assertEquals, assertLessOrEqual, assertNotEquals } from "@std/assert";
import { Rng } from "../../src/core/rng.ts";
import { partition, splitRows } from "../../src/tasks/splits.ts";

const ROWS = Array.from({ length: 101 }, (_, i) => i);
/** Questions with 1, 2, 3, 4 answers in turn. */
const QUESTIONS = ROWS.map((i) =>
  `question ${Math.floor(i / 10)}-${[0, 1, 1, 2, 2, 2, 3, 3, 3, 3][i % 10]}`
);

Deno.test("splitRows() gives the paper the validation rows for both, untouched", () => {
  const { train, dev, test } = splitRows("validation_twice", { train: [7], validation: ROWS });
  assertEquals([train, dev, test], [[7], ROWS, ROWS]);
});

Deno.test("splitRows() halves the validation rows: nothing lost, nothing twice, order kept", () => {
  const { train, dev, test } = splitRows("validation_halves", { train: [7], validation: ROWS });
  assertEquals(train, [7]);
  assertLessOrEqual(Math.abs(dev.length - test.length), 1);
  assertEquals([...dev, ...test].toSorted((a, b) => a - b), ROWS);
  assertEquals(dev, dev.toSorted((a, b) => a - b));
  assertNotEquals(dev, ROWS.slice(0, dev.length));
});

Deno.test("splitRows() can take dev from train and leave validation whole", () => {
  const { train, dev, test } = splitRows("train_part", { train: ROWS, validation: [7] });
  assertEquals([dev.length, train.length, test], [10, 91, [7]]);
});

Deno.test("splitRows() keeps the answers of a question in one part", () => {
  const groupOf = (row: number) => QUESTIONS[row]!;
  const { dev, test } = splitRows("validation_halves", { train: [], validation: ROWS }, groupOf);
  const inDev = new Set(dev.map(groupOf));
  assertEquals(test.filter((row) => inDev.has(groupOf(row))), []);
  assertLessOrEqual(Math.abs(dev.length - test.length), 3);
});

Deno.test("splitRows() parts the same rows the same way each time", () => {
  const once = splitRows("validation_halves", { train: [], validation: ROWS });
  assertEquals(splitRows("validation_halves", { train: [], validation: [...ROWS] }), once);
});

Deno.test("partition() takes all or nothing at the ends", () => {
  assertEquals(partition(ROWS, 0, new Rng(1)), [[], ROWS]);
  assertEquals(partition(ROWS, 1, new Rng(1)), [ROWS, []]);
});
