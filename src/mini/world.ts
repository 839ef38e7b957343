/**
 * Facts of the mini world and the sentences that state them.
 *
 * @module
 */

import type { Rng } from "../core/rng.ts";
import { CATEGORY_OF, COLOURS, NAMES, OBJECTS, PLACES } from "./lexicon.ts";

/** What a fact can say about its subject. */
export type Relation = "has" | "wants" | "in" | "colour";

/** One fact: `value` is an object, a place or a colour. */
export interface Fact {
  readonly relation: Relation;
  readonly subject: string;
  readonly value: string;
}

/** The values each relation can take. */
export const VALUES: Readonly<Record<Relation, readonly string[]>> = {
  has: OBJECTS,
  wants: OBJECTS,
  in: PLACES,
  colour: COLOURS,
};

const PLAIN: Readonly<Record<Relation, (subject: string, value: string) => string>> = {
  has: (subject, value) => `${subject} has a ${value}`,
  wants: (subject, value) => `${subject} wants a ${value}`,
  in: (subject, value) => `${subject} is in the ${value}`,
  colour: (subject, value) => `the ${subject} is ${value}`,
};

const REPHRASED: Readonly<Record<Relation, (subject: string, value: string) => string>> = {
  has: (subject, value) => `a ${value} belongs to ${subject}`,
  wants: (subject, value) => `a ${value} is what ${subject} wants`,
  in: (subject, value) => `the ${value} is where ${subject} is`,
  colour: (subject, value) => `the colour of the ${subject} is ${value}`,
};

/**
 * States a fact as a clause without a full stop; `rephrased` is the chance of the second wording.
 */
export function stateFact(rng: Rng, fact: Fact, rephrased: number): string {
  const wording = rng.uniform() < rephrased ? REPHRASED : PLAIN;
  return wording[fact.relation](fact.subject, fact.value);
}

/** Asks for the value of a fact. */
export function askForValue(fact: Fact): string {
  switch (fact.relation) {
    case "has":
      return `${fact.subject} has what?`;
    case "wants":
      return `${fact.subject} wants what?`;
    case "in":
      return `where is ${fact.subject}?`;
    case "colour":
      return `what colour is the ${fact.subject}?`;
  }
}

/** A fact without its value. */
export type Slot = Omit<Fact, "value">;

function crossSlots(relations: readonly Relation[], subjects: readonly string[]): Slot[] {
  return subjects.flatMap((subject) => relations.map((relation) => ({ relation, subject })));
}

/** Facts that stand in a story, and subjects and relations of which it says nothing. */
export interface Story {
  readonly facts: readonly Fact[];
  readonly unsaid: readonly Slot[];
}

/**
 * Draws a story of `count` facts in which neither the subject nor the relation alone points to a
 * fact: half of the stories say the same kind of thing about different people, the others mix
 * relations of a few. No value occurs twice.
 */
export function drawStory(rng: Rng, count: number): Story {
  const sameRelation = rng.integer(2) === 1;
  const people = rng.sample(NAMES, sameRelation ? count + 1 : count <= 3 ? 2 : 3);
  const things = rng.sample(OBJECTS, 2);
  const relations: readonly Relation[] = ["has", "wants", "in"];
  const slots = sameRelation
    ? crossSlots([rng.choice(relations)], people)
    : rng.shuffled([...crossSlots(relations, people), ...crossSlots(["colour"], things)]);
  const used = new Set<string>(things);
  const facts = slots.slice(0, count).map((slot) => {
    const value = rng.choice(VALUES[slot.relation].filter((v) => !used.has(v)));
    used.add(value);
    return { ...slot, value };
  });
  return { facts, unsaid: slots.slice(count) };
}

/** Writes the facts as sentences in random order. */
export function tellStory(rng: Rng, facts: readonly Fact[], rephrased: number): string {
  return rng.shuffled(facts).map((fact) => stateFact(rng, fact, rephrased) + ".").join(" ");
}

/**
 * Draws a wrong value of the same kind; half of the time one that the story does mention, if there
 * is one.
 */
export function drawWrongValue(rng: Rng, fact: Fact, facts: readonly Fact[]): string {
  const mentioned = facts.map((f) => f.value).filter((v) =>
    v !== fact.value && VALUES[fact.relation].includes(v)
  );
  if (mentioned.length > 0 && rng.uniform() < 0.5) return rng.choice(mentioned);
  return rng.choice(VALUES[fact.relation].filter((v) => v !== fact.value));
}

/** Returns the fact with the category of its object in place of the object. */
export function generalize(fact: Fact): Fact {
  return { ...fact, value: CATEGORY_OF[fact.value] as string };
}
