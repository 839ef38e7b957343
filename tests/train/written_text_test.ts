import { assertEquals } from "@std/assert";
import { writtenText } from "../../src/train/written_text.ts";

const WORDS = ["</s>", "true", "false", "so", "<unk>"];
const UNKNOWN = WORDS.indexOf("<unk>");
const encode = (text: string) => [
  ...text.toLowerCase().split(/\s+/).map((word) => Math.max(WORDS.indexOf(word), 0) || UNKNOWN),
  0,
];
const decode = (ids: readonly number[]) => ` ${ids.map((id) => WORDS[id]).join(" ")}`;

function read(answer: string, target: string, choices: readonly string[]): string {
  const encoded = { targetIds: encode(target), choiceIds: choices.map(encode) };
  return writtenText(encode(answer).slice(0, -1), { target, choices }, encoded, {
    decode,
    unknown: UNKNOWN,
  });
}

Deno.test("writtenText() is the target or the choice that has the tokens of the answer", () => {
  assertEquals(read("true", "True", ["False", "True"]), "True");
  assertEquals(read("false", "True", ["False", "True"]), "False");
  assertEquals(read("so true", "So\nTrue", []), "So\nTrue");
  assertEquals(read("true", "True", ["true", "True"]), "True"); // no other can be written
});

Deno.test("writtenText() is the decoded text where nothing has these tokens", () => {
  assertEquals(read("so", "True", ["False", "True"]), "so");
  assertEquals(read("true true", "True", ["False", "True"]), "true true");
});

Deno.test("writtenText() takes the token for all that is unknown for none of it", () => {
  assertEquals(read("perhaps", "maybe", ["perhaps", "maybe"]), "<unk>");
});
