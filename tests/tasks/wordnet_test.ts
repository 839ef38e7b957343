import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { Rng } from "../../src/core/rng.ts";
import { drawUses, parseSenses, type Sense, wordInContextLines } from "../../src/tasks/wordnet.ts";

/** Lines as they stand in WordNet's files, shortened. */
const DATA = [
  "  1 This software and database is being provided to you, the LICENSEE",
  '00001740 29 v 02 breathe 0 take_a_breath 0 000 | draw air; "I can breathe better"; "he Breathed hard"  ',
  "00002325 32 v 0a wave 0 beckon 3 a 0 b 0 c 0 d 0 e 0 f 0 g 0 h 0 001 @ 00010435 v 0000 | signal  ",
  "",
].join("\n");

Deno.test("parseSenses() reads single words and sentences, and skips the licence", () => {
  assertEquals([...parseSenses(DATA)], [
    {
      supersense: "29",
      words: ["breathe"],
      sentences: ["I can breathe better", "he Breathed hard"],
    },
    {
      supersense: "32",
      words: ["wave", "beckon", "a", "b", "c", "d", "e", "f", "g", "h"],
      sentences: [],
    },
  ]);
});

const [MOTION, SOCIAL, CHANGE] = ["38", "41", "30"] as const;

Deno.test("drawUses() takes clear uses, as many physical as abstract ones of each word", () => {
  const senses: readonly Sense[] = [
    {
      supersense: MOTION,
      words: ["stop", "halt"],
      sentences: ["the car stopped here", "stopping is hard", "he never stops it", "stop it"],
    },
    { supersense: MOTION, words: ["carry"], sentences: ["she carries a bag"] },
    { supersense: SOCIAL, words: ["stop"], sentences: ["we will stop the law", "unstoppable law"] },
    { supersense: SOCIAL, words: ["stop", "end"], sentences: ["stop or end this rule"] },
    { supersense: CHANGE, words: ["stop"], sentences: ["stopping is hard", "colours stop fading"] },
  ];
  const uses = drawUses(senses, 10, new Rng(1));
  // Out: too short ("stop it"), another word ("unstoppable"), two words ("stop or end"), a sense that
  // is neither ("stopping is hard"), one kind only ("carry")
  assertEquals(uses.map(({ word, kind }) => [word, kind]), [
    ["stop", "physical"],
    ["stop", "abstract"],
  ]);
  assert(["the car stopped here", "he never stops it"].includes(uses[0]!.sentence));
  assertEquals(uses[1]!.sentence, "we will stop the law");
});

/** Words with three uses of each kind. */
function manySenses(): Sense[] {
  const words = Array.from({ length: 20 }, (_, i) => "ab" + String.fromCharCode(97 + i));
  return words.flatMap((word) =>
    [MOTION, SOCIAL].map((supersense) => ({
      supersense,
      words: [word],
      sentences: ["one", "two", "three"].map((it) => `${it} ${word} ${supersense} here`),
    }))
  );
}

Deno.test("drawUses() takes at most so many uses of a word, the same for the same seed", () => {
  const uses = drawUses(manySenses(), 2, new Rng(1));
  assertEquals(uses.length, 20 * 4);
  assertEquals(drawUses(manySenses().reverse(), 2, new Rng(1)), uses);
  assertNotEquals(drawUses(manySenses(), 2, new Rng(2)), uses);
  for (const { word, sentence, kind } of uses) {
    assert(sentence.includes(` ${word} ${kind === "physical" ? MOTION : SOCIAL} `));
  }
});

Deno.test("wordInContextLines() keeps a word in one split, with both kinds alike", () => {
  const lines = wordInContextLines(drawUses(manySenses(), 2, new Rng(1)), new Rng(2))
    .map((line) => JSON.parse(line));
  const splitsOf = Map.groupBy(lines, ({ group }) => group);
  for (const own of splitsOf.values()) assertEquals(new Set(own.map((it) => it.split)).size, 1);
  for (const [split, words] of [["test", 6], ["dev", 4], ["train", 10]] as const) {
    const own = lines.filter((line) => line.split === split);
    assertEquals(own.length, words * 4);
    assertEquals(own.filter(({ target }) => target === "physical").length, words * 2);
  }
  assertEquals(lines[0].input.split(" [SEP] ").length, 2);
});
