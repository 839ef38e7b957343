import { assertThrows } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { checkTargetLength, checkTargetLengths } from "../../src/train/target_length.ts";

const encode = (text: string) => [...text.split(" ").map(() => 5), 1];
const reader = {
  maxLength: 4,
  oneText: false,
  tokenizer: {
    encode,
    encodeTarget: encode,
    decode: () => "",
    words: () => [],
    unknown: null,
  },
};

Deno.test("checkTargetLength() refuses a target that is longer than inputs may be", () => {
  const check = (target: string, oneText = false) =>
    checkTargetLength({ ...reader, oneText }, { input: "cats", target }, "rows.jsonl:3");
  check("a b c");
  assertThrows(() => check("a b c d"), UsageError, "a target may have 4 tokens: it has 5");
  check("a", true);
  assertThrows(
    () => check("a b", true),
    UsageError,
    'rows.jsonl:3": a target may have 2 tokens: it has 3',
  );
});

Deno.test("checkTargetLengths() looks at choices too, and names file and row", () => {
  const row = { input: "cats sleep", target: "a", choices: ["a", "b"], golds: ["a"] };
  checkTargetLengths(reader, "rows.jsonl", [row]);
  const long = [row, { ...row, choices: ["a", "b c d e"] }];
  const check = () => checkTargetLengths(reader, "rows.jsonl", long);
  assertThrows(check, UsageError, 'rows.jsonl: cats sleep": a target may have 4');
});
