import { assertThrows } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { checkTargetLength, checkTargetLengths } from "../../src/train/target_length.ts";

const reader = {
  maxLength: 4,
  tokenizer: {
    encode: (text: string) => [...text.split(" ").map(() => 5), 1],
    decode: () => "",
    words: () => [],
    unknown: null,
  },
};

Deno.test("checkTargetLength() refuses a target that is longer than inputs may be", () => {
  checkTargetLength(reader, "a b c", "rows.jsonl:3");
  const long = () => checkTargetLength(reader, "a b c d", "rows.jsonl:3");
  assertThrows(long, UsageError, 'rows.jsonl:3": a target may have 4 tokens: it has 5');
});

Deno.test("checkTargetLengths() looks at choices too, and names file and row", () => {
  const row = { input: "cats sleep", target: "a", choices: ["a", "b"], golds: ["a"] };
  checkTargetLengths(reader, "rows.jsonl", [row]);
  const long = [row, { ...row, choices: ["a", "b c d e"] }];
  const check = () => checkTargetLengths(reader, "rows.jsonl", long);
  assertThrows(check, UsageError, 'rows.jsonl: cats sleep": a target may have 4');
});
