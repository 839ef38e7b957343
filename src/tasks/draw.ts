/**
 * Few-shot draws and smaller splits.
 *
 * @module
 */
import type { Rng } from "../core/rng.ts";
import type { Example, Task } from "./task.ts";

function gather<T>(items: readonly T[], nameOf: (item: T, index: number) => string) {
  const groups = new Map<string, T[]>();
  items.forEach((item, i) => {
    const name = nameOf(item, i);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  });
  return groups;
}

/**
 * Draws `shots` examples of each class, all of a class that has fewer.
 *
 * A task without classes (ReCoRD, WSC by generation) is one class. Answers of one MultiRC question
 * are drawn singly, as in the paper's code: in training they are separate examples. Each class has
 * its own stream, so the draw of one does not depend on the others.
 *
 * Source: arazd/ResidualPrompts, t5_dataset.py, `select_subset_ds`.
 * Differs: the draw is seeded and also applies to CB, COPA and WSC, where the code silently takes
 * all rows.
 *
 * @param draw number of the draw, from 0: several draws show how much the choice of examples matters
 * @returns examples in random order
 * @throws {RangeError} if `shots` is no integer >= 1
 */
export function drawShots(
  task: Task,
  examples: readonly Example[],
  shots: number,
  rng: Rng,
  draw = 0,
): Example[] {
  if (!Number.isInteger(shots) || shots < 1) {
    throw new RangeError(
      `Cannot draw examples as shots must be an integer >= 1: current value is ${shots}`,
    );
  }
  const streams = rng.fork(`draw ${draw}`);
  const drawn = [...gather(examples, task.classOf)].flatMap(([name, members]) =>
    streams.fork(name).sample(members, Math.min(shots, members.length))
  );
  return streams.fork("order").shuffled(drawn);
}

/**
 * Takes at most `count` examples for an evaluation, whole groups only, in their own order.
 *
 * Half a MultiRC question would make its exact match easier, so a group that does not fit any more
 * is left out.
 */
export function takeGroups(examples: readonly Example[], count: number, rng: Rng): Example[] {
  if (examples.length <= count) return [...examples];
  const groups = gather(examples, (example, i) => example.group ?? `row ${i}`);
  const taken = new Set<Example>();
  for (const members of rng.shuffled([...groups.values()])) {
    if (taken.size + members.length > count) continue;
    for (const member of members) taken.add(member);
  }
  return examples.filter((example) => taken.has(example));
}
