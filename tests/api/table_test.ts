import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { table } from "../../src/mod.ts";
import { JUPYTER_DISPLAY } from "../../src/notebook/display.ts";

const ROWS = [
  { input: "a | b", answer: "yes", probabilities: { yes: 0.912345, no: 0.087657 }, seed: 3 },
  { input: "<c>", answer: "no", probabilities: { yes: 1e-9, no: 1 }, right: true },
];

const shown = (...words: Parameters<typeof table>) => table(...words)[JUPYTER_DISPLAY]();

Deno.test("table() shows rows, each value of an object in a column of its own", () => {
  assertEquals(
    shown(ROWS)["text/plain"],
    String.raw`| input  | answer | probabilities.yes | probabilities.no | seed | right |
| ------ | ------ | ----------------: | ---------------: | ---: | ----- |
| a \| b | yes    |            0.9123 |          0.08766 |    3 |       |
| \<c\>  | no     |              1e-9 |                1 |      | true  |
`,
  );
  assertStringIncludes(String(shown(ROWS)["text/html"]), "&lt;c&gt;");
});

Deno.test("table() shows the columns that are named, in that order", () => {
  const heads = String(shown(ROWS, ["probabilities", "input"])["text/plain"]).split("\n")[0];
  assertEquals(heads, "| probabilities.yes | probabilities.no | input  |");
  assertThrows(() => table(ROWS, ["inptu"]), UsageError, 'did you mean "input"');
});

Deno.test("table() shows the first of many rows, and says how many there are", () => {
  const rows = Array.from({ length: 144 }, (_, i) => ({ i }));
  const text = String(shown(rows)["text/plain"]);
  assertEquals(text.trim().split("\n").length, 2 + 20 + 2);
  assertStringIncludes(text, "20 of 144 rows");
  assertStringIncludes(String(shown(rows)["text/html"]), "<p>20 of 144 rows</p>");
  assertEquals(shown([], ["a"])["text/plain"], "|  |\n|  |\n");
});
