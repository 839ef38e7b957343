import { assertEquals } from "@std/assert";
import { Rng } from "../../src/core/rng.ts";
import { KIND_NAMES, kindLines, wordsOfOneKind } from "../../src/tasks/wordnet_kinds.ts";

/** Lines as they stand in WordNet's files, shortened. */
const DATA = [
  "  1 This software and database is being provided to you, the LICENSEE",
  "00000001 18 n 01 baker 0 000 | someone who bakes  ",
  "00000002 15 n 01 place 0 000 | where something is  ",
  "00000003 06 n 01 place 0 000 | a seat  ",
  "00000004 05 n 01 dog 0 000 | an animal  ",
].join("\n");

const INDEX = [
  "  1 This software and database is being provided to you, the LICENSEE",
  "baker n 1 2 @ ~ 1 1 00000001  ", // one sense, met once
  "cook n 2 1 @ 2 2 00000001 00000001  ", // two senses of one kind
  "place n 2 0 2 2 00000002 00000003  ", // two kinds
  "dog n 1 1 @ 1 1 00000004  ", // a kind that is not asked for
  "breadmaker n 1 1 @ 1 0 00000001  ", // met nowhere
  "bread_maker n 1 1 @ 1 1 00000001  ", // two words
  "ab n 1 1 @ 1 1 00000001  ", // too short
].join("\n");

Deno.test("wordsOfOneKind() takes common single words whose senses are all of one kind", () => {
  assertEquals(wordsOfOneKind(INDEX, DATA), [
    { word: "baker", kind: "person" },
    { word: "cook", kind: "person" },
  ]);
});

Deno.test("kindLines() draws as many words of each kind, each once, and the same for a seed", () => {
  const words = KIND_NAMES.flatMap((kind) =>
    Array.from({ length: 160 }, (_, i) => ({ word: `${kind}${i}`, kind }))
  );
  const lines = kindLines(words, new Rng(1)).map((line) => JSON.parse(line));
  assertEquals(kindLines(words, new Rng(1)).map((line) => JSON.parse(line)), lines);
  const counts = Map.groupBy(lines, ({ target, split }) => `${target} ${split}`);
  for (const kind of KIND_NAMES) {
    const ofKind = ["train", "dev", "test"].map((split) => counts.get(`${kind} ${split}`)!.length);
    assertEquals(ofKind, [90, 15, 45]);
  }
  assertEquals(new Set(lines.map(({ input }) => input)).size, lines.length);
  assertEquals(lines[0].choices, KIND_NAMES);
});
