import { assertEquals } from "@std/assert";
import { LeftOut } from "../../src/prepare/left_out.ts";

Deno.test("LeftOut names some splits that are not used, and counts the others", () => {
  const left = new LeftOut();
  for (let i = 0; i < 1000; i++) left.otherSplit(`fold ${i % 500}`);
  const said: string[] = [];
  left.tell((line) => said.push(line));
  assertEquals(said.length, 11);
  assertEquals(
    said[0],
    'Left out: 2 rows of "fold 0", which is none of train, dev, test: see --split',
  );
  assertEquals(said.at(-1), "Left out: 980 rows of 490 more such splits");
});
