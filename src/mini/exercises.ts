/**
 * What one can do with the mini world: one generator per ability. The pretraining corpus and the
 * eight tasks both use them and differ in the wording around them only.
 *
 * @module
 */

import type { Rng } from "../core/rng.ts";
import {
  CATEGORIES,
  DEEDS_FOR_OBJECT,
  DEEDS_FOR_SUBJECT,
  FEMALE_NAMES,
  type Happening,
  HAPPENINGS,
  HOMOGRAPHS,
  MALE_NAMES,
  NAMES,
  OBJECTS,
  PLACEHOLDER,
  TOPICS,
  TRAITS,
} from "./lexicon.ts";
import {
  askForValue,
  drawStory,
  drawWrongValue,
  type Fact,
  generalize,
  stateFact,
  type Story,
  tellStory,
  VALUES,
} from "./world.ts";

/** How hard the exercises about stories are. */
export interface Difficulty {
  /** Number of facts in a story, drawn uniformly from this list. */
  readonly facts: readonly number[];
  /** The chance that a sentence uses the second wording. */
  readonly rephrased: number;
}

function openStory(rng: Rng, level: Difficulty): { story: Story; fact: Fact; passage: string } {
  const story = drawStory(rng, rng.choice(level.facts));
  return {
    story,
    fact: rng.choice(story.facts),
    passage: tellStory(rng, story.facts, level.rephrased),
  };
}

const withWrongValue = (rng: Rng, fact: Fact, story: Story): Fact => ({
  ...fact,
  value: drawWrongValue(rng, fact, story.facts),
});

const CLASSES: readonly (readonly [name: string, members: readonly string[]])[] = [
  ...Object.entries(CATEGORIES),
  ...Object.entries(TOPICS),
  ...HAPPENINGS.map(({ causes, effects }) =>
    [effects[0] as string, [...causes, ...effects]] as const
  ),
  ["she", FEMALE_NAMES],
  ["he", MALE_NAMES],
];

/**
 * Which class does the word belong to: its category, its topic, its pronoun, or the first effect of
 * its happening?
 */
export function drawRecall(rng: Rng) {
  const [name, members] = rng.choice(CLASSES);
  return { word: rng.choice(members), answer: name };
}

/** Does the story say so? */
export function drawVerification(rng: Rng, level: Difficulty) {
  const { story, fact, passage } = openStory(rng, level);
  const label = rng.integer(2);
  const claim = stateFact(rng, label ? fact : withWrongValue(rng, fact, story), level.rephrased);
  return { passage, claim, label };
}

/** Does the story say so (0), the opposite (1), or nothing about it (2)? */
export function drawJudgement(rng: Rng, level: Difficulty) {
  const { story, fact, passage } = openStory(rng, level);
  const label = rng.integer(3);
  let claimed = fact;
  if (label === 1) claimed = withWrongValue(rng, fact, story);
  if (label === 2) {
    const slot = rng.choice(story.unsaid);
    claimed = { ...slot, value: rng.choice(VALUES[slot.relation]) };
    claimed = { ...slot, value: drawWrongValue(rng, claimed, story.facts) };
  }
  return { passage, claim: stateFact(rng, claimed, level.rephrased), label };
}

/** Does it follow (0) or not (1) that the person has or wants something of this category? */
export function drawClassification(rng: Rng, level: Difficulty) {
  let opened = openStory(rng, level);
  while (!(opened.fact.relation === "has" || opened.fact.relation === "wants")) {
    opened = openStory(rng, level);
  }
  const { fact, passage, story } = opened;
  const general = generalize(fact);
  const label = rng.integer(2);
  let value = general.value;
  if (label === 1) {
    const others = Object.keys(CATEGORIES).filter((c) => c !== general.value);
    const mentioned = others.filter((c) =>
      story.facts.some((f) => CATEGORIES[c]?.includes(f.value))
    );
    value = rng.choice(mentioned.length > 0 && rng.uniform() < 0.5 ? mentioned : others);
  }
  return { passage, claim: stateFact(rng, { ...general, value }, level.rephrased), label };
}

/** What is the answer to the question? */
export function drawLookup(rng: Rng, level: Difficulty) {
  const { fact, passage } = openStory(rng, level);
  return { passage, question: askForValue(fact), answer: fact.value };
}

/**
 * Is each of the answers to the question right (1) or wrong (0)? A single answer is right half of
 * the time, of several exactly one is right.
 */
export function drawGrading(rng: Rng, level: Difficulty, answerCount = 1) {
  const { story, fact, passage } = openStory(rng, level);
  const answers: { text: string; label: number }[] = [];
  const right = answerCount === 1 ? rng.integer(2) - 1 : rng.integer(answerCount);
  while (answers.length < answerCount) {
    const label = answers.length === right ? 1 : 0;
    const text = label ? fact.value : drawWrongValue(rng, fact, story.facts);
    if (!answers.some((a) => a.text === text)) answers.push({ text, label });
  }
  return { passage, question: askForValue(fact), answers };
}

/** Which person, object, place or colour of the story was taken out of this sentence? */
export function drawCompletion(rng: Rng, level: Difficulty) {
  const { story, fact, passage } = openStory(rng, level);
  const hidden = rng.integer(2) ? "value" : "subject";
  const query = stateFact(rng, { ...fact, [hidden]: PLACEHOLDER }, level.rephrased) + ".";
  const entities = [...new Set(rng.shuffled(story.facts.flatMap((f) => [f.subject, f.value])))];
  return { passage, query, entities, answer: fact[hidden] };
}

const CLAUSES = {
  cause: (thing: string, word: string) => `the ${thing} was ${word}.`,
  effect: (thing: string, word: string) => `the ${thing} became ${word}.`,
} as const;

/** Does the second sentence follow (1) from the first, or not (0)? */
export function drawLink(rng: Rng) {
  const thing = rng.choice(OBJECTS);
  const [happening, other] = rng.sample(HAPPENINGS, 2) as [Happening, Happening];
  const label = rng.integer(2);
  const first = CLAUSES.cause(thing, rng.choice(happening.causes));
  const second = CLAUSES.effect(thing, rng.choice((label ? happening : other).effects));
  return rng.integer(2) ? { first, second, label } : { first: second, second: first, label };
}

/**
 * Which of the two choices, the first (0) or the second (1), is the cause or effect of the premise?
 */
export function drawExplanation(rng: Rng) {
  const thing = rng.choice(OBJECTS);
  const [happening, other] = rng.sample(HAPPENINGS, 2) as [Happening, Happening];
  const question = rng.choice(["cause", "effect"] as const);
  const clause = (h: Happening, side: "cause" | "effect") =>
    CLAUSES[side](thing, rng.choice(side === "cause" ? h.causes : h.effects));
  const premise = clause(happening, question === "cause" ? "effect" : "cause");
  const label = rng.integer(2);
  const right = clause(happening, question);
  const wrong = clause(other, question);
  return {
    premise,
    question,
    label,
    choice1: label ? wrong : right,
    choice2: label ? right : wrong,
  };
}

/** Writes a sentence that shows which meaning of the homograph is meant. */
export function drawSenseSentence(rng: Rng, word: string, topic: string): string {
  const [a, b] = rng.sample(TOPICS[topic] as readonly string[], 2);
  const forms = [
    `the ${word} was near the ${a} and the ${b}.`,
    `${rng.choice(NAMES)} saw the ${word} with the ${a}.`,
    `the ${a} and the ${b} was with the ${word}.`,
  ];
  return rng.choice(forms);
}

/** Which topic is meant by the homograph? */
export function drawInterpretation(rng: Rng) {
  const word = rng.choice(Object.keys(HOMOGRAPHS));
  const topic = rng.choice(HOMOGRAPHS[word] as readonly string[]);
  return { word, sentence: drawSenseSentence(rng, word, topic), topic };
}

/** Has the word the same meaning (1) in both sentences, or not (0)? */
export function drawComparison(rng: Rng) {
  const word = rng.choice(Object.keys(HOMOGRAPHS));
  const topics = HOMOGRAPHS[word] as readonly [string, string];
  const first = rng.integer(2);
  const label = rng.integer(2);
  const sentence1 = drawSenseSentence(rng, word, topics[first] as string);
  const sentence2 = drawSenseSentence(rng, word, topics[label ? first : 1 - first] as string);
  return { word, sentence1, sentence2, label };
}

/**
 * Draws a sentence with a pronoun: by gender if the two people differ in it, else by the deed.
 *
 * @returns the sentence, the pronoun, whom it means and the other one
 */
export function drawPronounSentence(rng: Rng, sameGender = rng.uniform() < 0.4) {
  const doer = rng.choice(NAMES);
  const isFemale = (name: string) => FEMALE_NAMES.includes(name);
  const target = rng.choice(
    NAMES.filter((n) => n !== doer && (isFemale(n) === isFemale(doer)) === sameGender),
  );
  const forTarget = rng.integer(2) === 1;
  const deed = rng.choice(forTarget ? DEEDS_FOR_OBJECT : DEEDS_FOR_SUBJECT);
  const [meant, other] = forTarget ? [target, doer] : [doer, target];
  const pronoun = isFemale(meant) ? "she" : "he";
  const text = `${doer} ${deed} ${target} because ${pronoun} was ${rng.choice(TRAITS)}.`;
  return { text, pronoun, meant, other };
}

/** Does the pronoun mean (1) the mentioned person or not (0)? */
export function drawResolution(rng: Rng) {
  const { text, pronoun, meant, other } = drawPronounSentence(rng);
  const label = rng.integer(2);
  return { text, pronoun, mention: label ? meant : other, label };
}
