import { assertEquals } from "@std/assert";
import { packAnswers, unpackAnswers } from "../../src/lab/given_answers.ts";

Deno.test("packAnswers() keeps each text once, and unpackAnswers() gives all back in order", () => {
  const answers = ["true", "false", "true", "", 'a "quoted" one', "false"];
  const packed = packAnswers(answers);
  assertEquals(packed.texts, ["true", "false", "", 'a "quoted" one']);
  assertEquals(packed.given, [0, 1, 0, 2, 3, 1]);
  assertEquals(unpackAnswers(packed), answers);
  assertEquals(unpackAnswers(packAnswers([])), []);
});
