import { assert, assertEquals } from "@std/assert";
import { Rng } from "../../src/core/rng.ts";
import { MOST_WORDS, reviewLines, SENTIMENTS } from "../../src/tasks/movie_reviews.ts";

/** Made-up sentences: as many of each label, one in four too long, and every one stands twice. */
const SENTENCES = ["0", "1"].flatMap((label) =>
  Array.from({ length: 1200 }, (_, i) => ({
    text: i % 4 === 0 ? `${label} ${i}` + " long".repeat(MOST_WORDS) : `${label} film ${i}`,
    label,
  }))
);

Deno.test("reviewLines() draws as many short sentences of each answer, each once", () => {
  const lines = reviewLines([...SENTENCES, ...SENTENCES], new Rng(1))
    .map((line) => JSON.parse(line));
  const counts = Map.groupBy(lines, ({ split, target }) => `${split} ${target}`);
  assertEquals(
    Object.fromEntries([...counts].map(([name, own]) => [name, own.length])),
    Object.fromEntries(
      SENTIMENTS.flatMap((target) => [
        [`train ${target}`, 500],
        [`dev ${target}`, 64],
        [`test ${target}`, 250],
      ]),
    ),
  );
  assertEquals(new Set(lines.map(({ input }) => input)).size, lines.length);
  for (const { input, target } of lines) {
    const [, label] = input.match(/^Review: (\d) film \d+\nSentiment:$/)!;
    assertEquals(target, SENTIMENTS[Number(label)]);
  }
});

Deno.test("reviewLines() draws alike for a seed, and otherwise for another", () => {
  const drawn = (seed: number) => reviewLines(SENTENCES, new Rng(seed)).join("\n");
  assertEquals(drawn(1), drawn(1));
  assert(drawn(1) !== drawn(2));
});
