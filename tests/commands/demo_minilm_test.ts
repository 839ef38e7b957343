import { assertEquals, assertStringIncludes } from "@std/assert";
import { renderDemo } from "../../src/commands/demo_minilm.ts";

const ROW = { method: "full", title: "Fine-tuning", trainedParameters: 22_565_378 };

Deno.test("renderDemo() says of each method whether it is above chance", () => {
  const linesOf = (...accuracies: number[]) => renderDemo([{ ...ROW, accuracies }]).split("\n");
  const [, , chance, row] = linesOf(0.6, 0.61, 0.62);
  assertStringIncludes(chance!, "50.0");
  assertStringIncludes(row!, "| 22,565,378 | 61.0 ± 1.0 (3) | above chance (95 % interval 58.5 to");
  assertStringIncludes(linesOf(0.4, 0.61, 0.52)[3]!, "not told apart from chance");
  assertStringIncludes(linesOf(0.4, 0.41, 0.42)[3]!, "below chance");
  assertEquals(linesOf(0.6)[3], "| Fine-tuning | 22,565,378 | 60.0 (1) | one seed: no interval |");
});
