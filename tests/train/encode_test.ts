import { assertEquals, assertMatch, assertStrictEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { HELD_OUT, PAPER } from "../../src/tasks/protocol.ts";
import type { Example } from "../../src/tasks/task.ts";
import {
  encodeExamples,
  encodeOnce,
  type Encoder,
  type InputRule,
} from "../../src/train/encode.ts";
import { inputRule } from "../../src/train/load.ts";

/** A word is a token, the number in it its id; 1 ends a text. */
const TOKENIZER: Encoder = {
  encode: (text) => [...text.split(" ").filter((word) => word !== "").map(Number), 1],
  decode: (ids) => ids.join(" "),
};

const PASSAGE = "11 12 13 14 15";
const INPUT = `${PASSAGE} 21 22`; // the question comes last

const EXAMPLE: Example = {
  input: INPUT,
  target: "31",
  choices: ["31", "32"],
  golds: ["31"],
  longField: [0, PASSAGE.length],
};

function inputIds(rule: InputRule): readonly number[] {
  return [...encodeExamples([EXAMPLE], TOKENIZER, rule)[0]!.inputIds];
}

Deno.test("encodeExamples() leaves what fits", () => {
  const all = [11, 12, 13, 14, 15, 21, 22, 1];
  assertEquals(inputIds({ tokens: 8, truncation: "tail", reserved: 0 }), all);
  assertEquals(inputIds({ tokens: 8, truncation: "long_field", reserved: 0 }), all);
});

Deno.test("encodeExamples() cuts the tail before the end token", () => {
  assertEquals(inputIds({ tokens: 5, truncation: "tail", reserved: 0 }), [11, 12, 13, 14, 1]);
});

Deno.test("encodeExamples() shortens the long field and keeps the question", () => {
  const rule = { tokens: 5, truncation: "long_field", reserved: 0 } as const;
  assertEquals(inputIds(rule), [11, 12, 21, 22, 1]);
  assertEquals(inputIds({ ...rule, tokens: 2 }), [21, 1]); // not even the question fits
});

Deno.test("encodeExamples() takes a prompt's place off a full input, its end token first", () => {
  assertEquals(inputIds({ tokens: 8, truncation: "tail", reserved: 3 }), [11, 12, 13, 14, 15]);
  assertEquals(inputIds({ tokens: 7, truncation: "tail", reserved: 1 }), [11, 12, 13, 14, 15, 21]);
});

Deno.test("encodeOnce() encodes a list anew only for another model or rule, and says so where it is long", () => {
  let calls = 0;
  const tokenizer = { ...TOKENIZER, encode: (text: string) => (calls++, TOKENIZER.encode(text)) };
  const rule = { tokens: 8, truncation: "tail", reserved: 0 } as const;
  const examples: Example[] = Array.from({ length: 20_000 }, () => ({ ...EXAMPLE, input: "11" }));
  const said: string[] = [];
  const encode = (id: string, tokens: number) =>
    encodeOnce(examples, { id, tokenizer }, { ...rule, tokens }, undefined, (it) => said.push(it));

  const first = encode("a", 8);
  assertEquals([...first[0]!.inputIds], [11, 1]);
  const once = calls;
  assertStrictEquals(encode("a", 8), first);
  assertEquals(calls, once);
  encode("a", 9);
  encode("b", 9);
  assertEquals(calls, 3 * once);
  assertEquals(said.length, 3);
  assertMatch(said[0]!, /^Turning 20000 examples into tokens/);
});

Deno.test("inputRule() gives the prompt room as the protocol says", () => {
  const t5 = { id: "t5", maxLength: 512, positions: null };
  const prompt = { promptLength: 100 };
  assertEquals(inputRule(t5, prompt), { tokens: 512, truncation: "tail", reserved: 0 });
  assertEquals(inputRule(t5, prompt, PAPER), { tokens: 512, truncation: "tail", reserved: 100 });
  assertEquals(inputRule(t5, {}, PAPER), { tokens: 512, truncation: "tail", reserved: 0 });
  assertEquals(inputRule(t5, prompt, HELD_OUT), {
    tokens: 512,
    truncation: "long_field",
    reserved: 0,
  });
  const bert = { id: "bert", maxLength: 512, positions: 512 };
  assertEquals(inputRule(bert, prompt, PAPER).tokens, 412);
  assertEquals(inputRule(bert, prompt, PAPER).reserved, 0); // it has found room already
  assertThrows(() => inputRule(t5, { promptLength: 511 }, PAPER), UsageError, "leaves no room");
});
