import { assert, assertEquals } from "@std/assert";
import { Rng } from "../../src/core/rng.ts";
import { drawPairs, parseSenses, type Sense, wordInContextLines } from "../../src/tasks/wordnet.ts";

/** Lines as they stand in WordNet's files, shortened. */
const DATA = [
  "  1 This software and database is being provided to you, the LICENSEE",
  '00001740 29 v 02 breathe 0 take_a_breath 0 000 | draw air; "I can breathe better"; "he Breathed hard"  ',
  "00002325 29 v 0a wave 0 beckon 3 a 0 b 0 c 0 d 0 e 0 f 0 g 0 h 0 001 @ 00010435 v 0000 | signal  ",
  "",
].join("\n");

Deno.test("parseSenses() reads single words and sentences, and skips the licence", () => {
  assertEquals([...parseSenses(DATA)], [
    { id: "00001740", words: ["breathe"], sentences: ["I can breathe better", "he Breathed hard"] },
    {
      id: "00002325",
      words: ["wave", "beckon", "a", "b", "c", "d", "e", "f", "g", "h"],
      sentences: [],
    },
  ]);
});

const SENSES: readonly Sense[] = [
  {
    id: "1",
    words: ["stop", "halt"],
    sentences: [
      "the car stopped here",
      "stopping is hard",
      "he never stops it",
      "unstoppable as ever",
    ],
  },
  { id: "2", words: ["stop"], sentences: ["we will stop over", "stop it", "the car stopped here"] },
  { id: "3", words: ["carry"], sentences: ["she carries a bag", "carried by the wind"] },
];

Deno.test("drawPairs() pairs uses of a word, as many of one sense as of two", () => {
  const pairs = drawPairs(SENSES, 10, new Rng(1));
  // "carry" has one sense, "stop it" is too short, and one sentence stands with both senses of "stop"
  const used = ["he never stops it", "stopping is hard", "we will stop over"];
  assertEquals(pairs.map(({ word, sameSense }) => [word, sameSense]), [
    ["stop", true],
    ["stop", false],
  ]);
  assertEquals([...pairs[0]!.sentences].sort(), used.slice(0, 2));
  assert(pairs[1]!.sentences.includes("we will stop over"));
  assert(pairs[1]!.sentences.every((sentence) => used.includes(sentence)));
});

/** Words with two senses of three sentences each. */
function manySenses(): Sense[] {
  const words = Array.from({ length: 20 }, (_, i) => "ab" + String.fromCharCode(97 + i));
  return words.flatMap((word) =>
    ["x", "y"].map((id) => ({
      id: word + id,
      words: [word],
      sentences: ["one", "two", "three"].map((it) => `${it} ${word} ${id} here`),
    }))
  );
}

Deno.test("drawPairs() takes at most so many pairs of a word, the same for the same seed", () => {
  const pairs = drawPairs(manySenses(), 2, new Rng(1));
  assertEquals(pairs.length, 20 * 4);
  assertEquals(drawPairs(manySenses().reverse(), 2, new Rng(1)), pairs);
  for (const { word, sentences, sameSense } of pairs) {
    const senses = sentences.map((sentence) => sentence.split(" ")[2]);
    assertEquals(senses[0] === senses[1], sameSense);
    assert(sentences.every((sentence) => sentence.includes(word)));
  }
});

Deno.test("wordInContextLines() keeps a word in one split, with both classes alike", () => {
  const lines = wordInContextLines(drawPairs(manySenses(), 2, new Rng(1)), new Rng(2))
    .map((line) => JSON.parse(line));
  const splitsOf = new Map<string, Set<string>>();
  for (const { group, split } of lines) {
    splitsOf.set(group, (splitsOf.get(group) ?? new Set()).add(split));
  }
  assert([...splitsOf.values()].every((splits) => splits.size === 1));
  for (const [split, words] of [["test", 5], ["dev", 2], ["train", 13]] as const) {
    const own = lines.filter((line) => line.split === split);
    assertEquals(own.length, words * 4);
    assertEquals(own.filter(({ target }) => target === "same").length, words * 2);
  }
  assertEquals(lines[0].input.split(" [SEP] ").length, 3);
});
