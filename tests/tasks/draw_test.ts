import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { Rng } from "../../src/core/rng.ts";
import { drawShots, takeGroups } from "../../src/tasks/draw.ts";
import { TASKS } from "../../src/tasks/mod.ts";
import type { Example } from "../../src/tasks/task.ts";

/** 30 examples: class "true" is a third of them; groups of three. */
const EXAMPLES: readonly Example[] = Array.from({ length: 30 }, (_, i) => {
  const target = i % 3 === 0 ? "true" : "false";
  return {
    input: `${i}`,
    target,
    choices: ["false", "true"],
    golds: [target],
    group: `${Math.floor(i / 3)}`,
  };
});

function countOf(examples: readonly Example[], target: string): number {
  return examples.filter((example) => example.target === target).length;
}

Deno.test("drawShots() takes as many of each class, none twice", () => {
  const drawn = drawShots(TASKS.boolq, EXAMPLES, 4, new Rng(1));
  assertEquals([countOf(drawn, "true"), countOf(drawn, "false")], [4, 4]);
  assertEquals(new Set(drawn).size, 8);
});

Deno.test("drawShots() takes all of a class that has fewer", () => {
  const drawn = drawShots(TASKS.boolq, EXAMPLES, 15, new Rng(1));
  assertEquals([countOf(drawn, "true"), countOf(drawn, "false")], [10, 15]);
});

Deno.test("drawShots() depends on seed and number of the draw alone", () => {
  const draw = (seed: number, number: number) =>
    drawShots(TASKS.boolq, EXAMPLES, 5, new Rng(seed), number);
  assertEquals(draw(1, 0), draw(1, 0));
  assertNotEquals(draw(1, 0), draw(2, 0));
  assertNotEquals(draw(1, 0), draw(1, 1));
});

Deno.test("drawShots() mixes the classes", () => {
  const targets = drawShots(TASKS.boolq, EXAMPLES, 8, new Rng(1)).map((e) => e.target);
  assertNotEquals(targets, targets.toSorted());
  assertNotEquals(targets, targets.toSorted().reverse());
});

Deno.test("drawShots() takes a task without classes as one class", () => {
  assertEquals(drawShots(TASKS.record, EXAMPLES, 6, new Rng(1)).length, 6);
});

Deno.test("drawShots() refuses less than one shot", () => {
  for (const shots of [0, -1, 1.5, NaN]) {
    assertThrows(() => drawShots(TASKS.boolq, EXAMPLES, shots, new Rng(1)), RangeError, `${shots}`);
  }
});

Deno.test("takeGroups() takes whole groups only, in their own order", () => {
  const taken = takeGroups(EXAMPLES, 10, new Rng(1));
  assertEquals(taken.length, 9);
  for (const { group } of taken) assertEquals(taken.filter((e) => e.group === group).length, 3);
  const places = taken.map((example) => EXAMPLES.indexOf(example));
  assertEquals(places, places.toSorted((a, b) => a - b));
});

Deno.test("takeGroups() takes everything that there is, and exactly so many single rows", () => {
  assertEquals(takeGroups(EXAMPLES, 99, new Rng(1)), [...EXAMPLES]);
  const single = EXAMPLES.map(({ group: _, ...example }) => example);
  const taken = takeGroups(single, 11, new Rng(1));
  assertEquals(taken.length, 11);
  assert(taken.every((example) => single.includes(example)));
});
