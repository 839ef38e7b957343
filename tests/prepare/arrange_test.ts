import { assertEquals } from "@std/assert";
import { arrange, drawRows, separateGroups, withoutUnlabelled } from "../../src/prepare/arrange.ts";
import { countSplits } from "../../src/prepare/counts.ts";
import type { PreparedRow } from "../../src/prepare/rows.ts";
import { rows } from "./_rows.ts";

function arranged(
  ...parts: PreparedRow[][]
): { counts: object; said: string[]; rows: PreparedRow[] } {
  const said: string[] = [];
  const result = [...arrange(parts.flat(), (line) => said.push(line))];
  return { counts: countSplits(result), said, rows: result };
}

Deno.test("arrange() leaves rows alone that have all splits, no train, or none at all", () => {
  for (
    const parts of [
      [rows("train", 5), rows("dev", 2), rows("test", 2)],
      [rows("test", 3)],
      [rows(undefined, 3)],
    ]
  ) {
    const { said, rows } = arranged(...parts);
    assertEquals([rows, said], [parts.flat(), []]);
  }
});

Deno.test("arrange() takes dev from train, and test from validation where test has no targets", () => {
  const noTest = arranged(rows("train", 40), rows("dev", 6));
  assertEquals(noTest.counts, { train: 36, dev: 4, test: 6 });
  assertEquals(noTest.said.length, 1);
  assertEquals(
    new Set(noTest.rows.filter(({ split }) => split === "test").map(({ input }) => input)),
    new Set(rows("dev", 6).map(({ input }) => input)),
  );
  const noDev = arranged(rows("train", 40), rows("test", 6));
  assertEquals(noDev.counts, noTest.counts);
  assertEquals(arranged(rows("train", 40), rows("test", 6)), noDev);
  const alone = arranged(rows("train", 4));
  assertEquals([alone.counts, alone.said.length], [{ all: 4 }, 1]);
});

Deno.test("arrange() keeps groups in one split", () => {
  const grouped = rows("train", 40).map((row, i) => ({ ...row, group: `g${Math.floor(i / 4)}` }));
  const { rows: result } = arranged(grouped, rows("test", 4));
  const splits = Map.groupBy(result.filter(({ group }) => group), ({ group }) => group);
  assertEquals(
    [...splits.values()].map((part) => new Set(part.map(({ split }) => split)).size),
    Array(10).fill(1),
  );
});

Deno.test("separateGroups() renames groups that are counted anew in each split", () => {
  const grouped = [...rows("train", 2), ...rows("dev", 2)].map((row, i) => ({
    ...row,
    group: `${i % 2}`,
  }));
  const said: string[] = [];
  const result = separateGroups(grouped, (line) => said.push(line));
  assertEquals(result.map(({ group }) => group), ["train 0", "train 1", "dev 0", "dev 1"]);
  assertEquals(said.length, 1);
  const unlike = grouped.map((row, i) => ({ ...row, group: `${i}` }));
  assertEquals(separateGroups(unlike, (line) => said.push(line)), unlike);
  assertEquals(said.length, 1);
});

Deno.test("drawRows() draws from each split, always the same rows, in their order", () => {
  const all = [...rows("train", 50), ...rows("dev", 3)];
  const drawn = drawRows(all, 10);
  assertEquals(countSplits(drawn), { train: 10, dev: 3 });
  assertEquals(drawRows(all, 10), drawn);
  assertEquals(drawn, all.filter((row) => drawn.includes(row)));
  assertEquals(drawn.slice(0, 10).some((row, i) => row !== all[i]), true); // not just the first
});

Deno.test("withoutUnlabelled() leaves out splits with targets of -1 alone", () => {
  const said: string[] = [];
  const hidden = rows("test", 3).map((row) => ({ ...row, target: "-1" }));
  const some = rows("dev", 3).map((row, i) => i > 0 ? row : { ...row, target: "-1" });
  const notice = (line: string) => said.push(line);
  assertEquals(withoutUnlabelled([...some, ...hidden], notice), some);
  assertEquals(said, ["Left out: all 3 rows of test, as each target is -1"]);
  assertEquals(withoutUnlabelled(some, notice), some);
  assertEquals(withoutUnlabelled(hidden, notice), hidden);
  assertEquals(said.length, 1);
});
