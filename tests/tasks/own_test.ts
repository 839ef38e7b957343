import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { taskFromJsonl } from "../../src/tasks/own.ts";
import { readExamples } from "../../src/tasks/source.ts";
import type { Example } from "../../src/tasks/task.ts";

async function withFile<T>(
  lines: readonly unknown[],
  use: (path: string) => Promise<T>,
): Promise<T> {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "reviews.jsonl");
  try {
    const text = lines.map((line) => typeof line === "string" ? line : JSON.stringify(line));
    await Deno.writeTextFile(path, text.join("\n") + "\n");
    return await use(path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const REVIEWS = Array.from(
  { length: 40 },
  (_, i) => ({ input: `film ${i}`, target: i % 2 ? "good" : "bad" }),
);

async function allExamples(path: string): Promise<Record<string, Example[]>> {
  const { task, source } = await taskFromJsonl(path);
  const parts: Record<string, Example[]> = {};
  for (const split of ["train", "dev", "test"] as const) {
    parts[split] = readExamples(task, await source.load(task, split), source.name);
  }
  return parts;
}

Deno.test("taskFromJsonl() parts rows 80:10:10, each in one part, always alike", async () => {
  await withFile(REVIEWS, async (path) => {
    const parts = await allExamples(path);
    assertEquals(Object.values(parts).map((part) => part.length), [32, 4, 4]);
    assertEquals(new Set(Object.values(parts).flat().map((e) => e.input)).size, 40);
    assertEquals(await allExamples(path), parts);
  });
});

Deno.test("taskFromJsonl() offers the targets of the file as choices and scores accuracy", async () => {
  await withFile(REVIEWS, async (path) => {
    const { task } = await taskFromJsonl(path);
    const { test } = await allExamples(path);
    assertEquals([task.name, task.open], ["reviews", false]);
    assertEquals(test![0]!.choices, ["bad", "good"]);
    const answers = test!.map((example, i) => i === 0 ? "neither" : example.target);
    assertEquals(task.score(test!, answers), { accuracy: 0.75, score: 0.75 });
  });
});

Deno.test("taskFromJsonl() follows choices, split and group of the lines", async () => {
  const lines = [
    ...REVIEWS.slice(0, 4).map((row, i) => ({ ...row, group: i < 2 ? "a" : "b", split: "dev" })),
    { input: "x", target: "yes", choices: ["no", "yes"], split: "test" },
    { input: "y", target: "yes", choices: ["yes", "no", "perhaps"], split: "train" },
  ];
  await withFile(lines, async (path) => {
    const { train, dev, test } = await allExamples(path);
    assertEquals(dev!.map((example) => example.group), ["a", "a", "b", "b"]);
    assertEquals(test!.map((example) => example.choices), [["no", "yes"]]);
    assertEquals(train!.map((example) => example.input), ["y"]);
  });
});

Deno.test("taskFromJsonl() keeps the rows of a group in one part", async () => {
  const lines = REVIEWS.map((row, i) => ({ ...row, group: Math.floor(i / 4) }));
  await withFile(lines, async (path) => {
    const { train, dev, test } = await allExamples(path);
    const groups = [train, dev, test].map((part) => new Set(part!.map((e) => e.group)));
    assertEquals(groups.reduce((sum, set) => sum + set.size, 0), 10);
  });
});

Deno.test("taskFromJsonl() takes null for a field that is left out", async () => {
  const nulls = { choices: null, split: null, group: null };
  await withFile(REVIEWS.map((row) => ({ ...row, ...nulls })), async (path) => {
    const withNulls = await allExamples(path);
    await withFile(REVIEWS, async (path) => assertEquals(withNulls, await allExamples(path)));
  });
});

Deno.test("taskFromJsonl() refuses lines of one group that name different splits", async () => {
  const line = { ...REVIEWS[0], group: 7 };
  for (const [first, second] of [["train", "dev"], ["test", undefined], [undefined, "dev"]]) {
    await withFile([{ ...line, split: first }, { ...line, split: second }], async (path) => {
      const words = `one "split": this one has ${second ?? "none"}, one before it ${
        first ?? "none"
      }`;
      await assertRejects(() => taskFromJsonl(path), UsageError, `:2": lines of group "7"`);
      await assertRejects(() => taskFromJsonl(path), UsageError, words);
    });
  }
});

Deno.test("taskFromJsonl() makes a task open when targets are many", async () => {
  const lines = REVIEWS.map(({ input }, i) => ({ input, target: `answer ${i}` }));
  await withFile(lines, async (path) => {
    const { task } = await taskFromJsonl(path);
    assert(task.open);
    const { train } = await allExamples(path);
    assertEquals(new Set(train!.map(task.classOf)).size, 1);
  });
});

const WRONG: readonly [what: string, line: unknown, message: string][] = [
  ["no JSON", "{input: 1}", 'reviews.jsonl:3": the line is not JSON'],
  ["cut off", '{"input": "a", "target"', 'reviews.jsonl:3": the line is not JSON'],
  ["a list", "[1]", 'reviews.jsonl:3": the line must be a JSON object'],
  ["no target", { input: "a" }, `reviews.jsonl:3": field "target" must be a string: it is missing`],
  ["a number", { input: "a", target: 3 }, `field "target" must be a string: current value is 3`],
  ["an empty input", { input: " ", target: "a" }, `"input" and "target" must not be empty`],
  [
    "choices without the target",
    { input: "a", target: "b", choices: ["c"] },
    `"choices" must contain the target "b"`,
  ],
  ["a group that is no name", { input: "a", target: "b", group: { id: 1 } }, `"group" must be a`],
  ["an unknown split", { input: "a", target: "b", split: "val" }, `"split" must be one of train`],
];

for (const [what, line, message] of WRONG) {
  Deno.test(`taskFromJsonl() names file and line of ${what}`, async () => {
    const lines = [REVIEWS[0], "", line, REVIEWS[1]];
    await withFile(lines, async (path) => {
      await assertRejects(() => taskFromJsonl(path), UsageError, message);
    });
  });
}

Deno.test("taskFromJsonl() wants rows in the split that is asked for, and a file that is there", async () => {
  await withFile(REVIEWS.slice(0, 3), async (path) => {
    const { task, source } = await taskFromJsonl(path);
    assertEquals([source.rows.length, source.namesSplits], [3, false]);
    assertEquals((await source.load(task, "train")).length, 2);
    await assertRejects(() => source.load(task, "test"), UsageError, "test has no rows");
  });
  await withFile([], async (path) => {
    await assertRejects(() => taskFromJsonl(path), UsageError, "it has no rows");
  });
  await withFile([{ ...REVIEWS[0], split: "test" }], async (path) => {
    assertEquals((await taskFromJsonl(path)).source.namesSplits, true);
  });
  await assertRejects(
    () => taskFromJsonl("/no/such/file.jsonl"),
    UsageError,
    "/no/such/file.jsonl",
  );
});
