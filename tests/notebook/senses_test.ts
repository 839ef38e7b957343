import { assertEquals } from "@std/assert";
import { encodeText } from "../../src/mini/vocabulary.ts";
import { drawSenses, SENSES } from "./_senses.ts";

const [heads, ...lines] = drawSenses().trim().split("\n").map((line) => line.split(","));

Deno.test("the guide's table is the one that its rule makes", async () => {
  assertEquals(await Deno.readTextFile(SENSES), drawSenses());
});

Deno.test("the guide's table has words of the mini model, and as many lines of each topic and split", () => {
  assertEquals(heads, ["text", "word", "topic", "split"]);
  const counts = Map.groupBy(lines, ([, , topic, split]) => `${topic} ${split}`);
  const sizes = [...counts].map(([name, { length }]) => [name.split(" ")[1], length]);
  assertEquals(sizes.length, 6 * 3);
  for (const [split, size] of sizes) {
    assertEquals(size, { train: 32, dev: 8, test: 24 }[split as string], `${split}`);
  }
  for (const line of lines) line.slice(0, 3).forEach(encodeText); // throws at an unknown word
  assertEquals(new Set(lines.map(([text]) => text)).size, lines.length);
});
