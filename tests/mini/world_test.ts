import { assert, assertEquals } from "@std/assert";
import { Rng } from "../../src/core/rng.ts";
import {
  drawCompletion,
  drawGrading,
  drawJudgement,
  drawPronounSentence,
  drawVerification,
} from "../../src/mini/exercises.ts";
import {
  DEEDS_FOR_OBJECT,
  FEMALE_NAMES,
  HAPPENINGS,
  HOMOGRAPHS,
  TOPICS,
} from "../../src/mini/lexicon.ts";
import { drawStory, drawWrongValue, stateFact, VALUES } from "../../src/mini/world.ts";

const LEVEL = { facts: [1, 2, 3, 4], rephrased: 0 };

Deno.test("drawStory() says each thing once, with values of the right kind", () => {
  const rng = new Rng("stories");
  for (let i = 0; i < 300; i++) {
    const { facts, unsaid } = drawStory(rng, 1 + rng.integer(4));
    assertEquals(new Set(facts.map((f) => f.value)).size, facts.length);
    assertEquals(new Set(facts.map((f) => f.relation + f.subject)).size, facts.length);
    assert(facts.every((f) => VALUES[f.relation].includes(f.value)));
    assert(unsaid.length > 0);
    assert(
      !unsaid.some((u) => facts.some((f) => f.relation === u.relation && f.subject === u.subject)),
    );
  }
});

Deno.test("drawWrongValue() is never the right one and often one that the story mentions", () => {
  const rng = new Rng("wrong");
  let mentioned = 0;
  for (let i = 0; i < 300; i++) {
    const { facts } = drawStory(rng, 4);
    const fact = facts[0]!;
    const value = drawWrongValue(rng, fact, facts);
    assert(value !== fact.value && VALUES[fact.relation].includes(value));
    if (facts.some((f) => f.value === value)) mentioned++;
  }
  assert(mentioned > 90, String(mentioned));
});

Deno.test("drawVerification() labels a claim by whether the story states it", () => {
  const rng = new Rng("verify");
  for (let i = 0; i < 300; i++) {
    const { passage, claim, label } = drawVerification(rng, LEVEL);
    assertEquals(passage.includes(`${claim}.`), label === 1, `${passage} | ${claim}`);
  }
});

Deno.test("drawJudgement() calls neutral what the story leaves open", () => {
  const rng = new Rng("judge");
  for (let i = 0; i < 300; i++) {
    const { passage, claim, label } = drawJudgement(rng, LEVEL);
    const opening = claim.split(" ").slice(0, -1).join(" "); // subject and relation
    assertEquals(passage.includes(`${claim}.`), label === 0);
    assertEquals(passage.includes(`${opening} `), label !== 2, `${passage} | ${claim}`);
  }
});

Deno.test("drawGrading() has exactly one right answer among several and no answer twice", () => {
  const rng = new Rng("grade");
  for (let i = 0; i < 300; i++) {
    const { answers } = drawGrading(rng, LEVEL, 4);
    assertEquals(new Set(answers.map((a) => a.text)).size, 4);
    assertEquals(answers.filter((a) => a.label === 1).length, 1);
  }
});

Deno.test("drawCompletion() has one answer that makes the query a sentence of the story", () => {
  const rng = new Rng("complete");
  for (let i = 0; i < 300; i++) {
    const { passage, query, answer, entities } = drawCompletion(rng, LEVEL);
    const fitting = entities.filter((e) => passage.includes(query.replace("@placeholder", e)));
    assertEquals(fitting, [answer]);
  }
});

Deno.test("drawPronounSentence() tells by gender, or else by the deed, whom the pronoun means", () => {
  const rng = new Rng("pronoun");
  for (let i = 0; i < 300; i++) {
    const { text, pronoun, meant, other } = drawPronounSentence(rng);
    const [doer, deed, target] = text.split(" ") as [string, string, string];
    assertEquals(meant, DEEDS_FOR_OBJECT.includes(deed) ? target : doer);
    assertEquals([meant, other].sort(), [doer, target].sort());
    assertEquals(pronoun === "she", FEMALE_NAMES.includes(meant));
  }
});

Deno.test("stateFact() uses the second wording as often as asked", () => {
  const fact = { relation: "has", subject: "anna", value: "ball" } as const;
  assertEquals(stateFact(new Rng("wording"), fact, 0), "anna has a ball");
  assertEquals(stateFact(new Rng("wording"), fact, 1), "a ball belongs to anna");
});

Deno.test("the lexicon uses no word for two happenings or two topics", () => {
  const happeningWords = HAPPENINGS.flatMap((h) => [...h.causes, ...h.effects]);
  const topicWords = Object.values(TOPICS).flat();
  for (const words of [happeningWords, topicWords]) assertEquals(new Set(words).size, words.length);
  for (const [first, second] of Object.values(HOMOGRAPHS)) {
    assert(first in TOPICS && second in TOPICS && first !== second);
  }
});
