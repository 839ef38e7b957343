import { assertEquals, assertMatch, assertStrictEquals } from "@std/assert";
import type { Example } from "../../src/tasks/task.ts";
import {
  encodeExamples,
  encodeOnce,
  type Encoder,
  type InputRule,
} from "../../src/train/encode.ts";

/** A word is a token, the number in it its id; 1 ends a text. */
const idsOf = (text: string) => [...text.split(" ").filter((it) => it !== "").map(Number), 1];
const TOKENIZER: Encoder = {
  encode: idsOf,
  encodeTarget: idsOf,
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
  assertEquals(inputIds({ tokens: 8, truncation: "tail", reserved: 0, oneText: false }), all);
  assertEquals(inputIds({ tokens: 8, truncation: "long_field", reserved: 0, oneText: false }), all);
});

Deno.test("encodeExamples() cuts the tail before the end token", () => {
  assertEquals(inputIds({ tokens: 5, truncation: "tail", reserved: 0, oneText: false }), [
    11,
    12,
    13,
    14,
    1,
  ]);
});

Deno.test("encodeExamples() shortens the long field and keeps the question", () => {
  const rule = { tokens: 5, truncation: "long_field", reserved: 0, oneText: false } as const;
  assertEquals(inputIds(rule), [11, 12, 21, 22, 1]);
  assertEquals(inputIds({ ...rule, tokens: 2 }), [21, 1]); // not even the question fits
});

Deno.test("encodeExamples() takes a prompt's place off a full input, its end token first", () => {
  assertEquals(inputIds({ tokens: 8, truncation: "tail", reserved: 3, oneText: false }), [
    11,
    12,
    13,
    14,
    15,
  ]);
  assertEquals(inputIds({ tokens: 7, truncation: "tail", reserved: 1, oneText: false }), [
    11,
    12,
    13,
    14,
    15,
    21,
  ]);
});

/** Nothing around an input; 1 ends a target. */
const ONE_TEXT: Encoder = { ...TOKENIZER, encode: (text) => idsOf(text).slice(0, -1) };

Deno.test("encodeExamples() leaves room for the longest answer that goes on behind an input", () => {
  const choices = ["31", "31 32 33"];
  const inputOf = (tokens: number) => {
    const rule = { tokens, truncation: "tail", reserved: 0, oneText: true } as const;
    return [...encodeExamples([{ ...EXAMPLE, choices }], ONE_TEXT, rule)[0]!.inputIds];
  };
  assertEquals(inputOf(11), [11, 12, 13, 14, 15, 21, 22]);
  assertEquals(inputOf(9), [11, 12, 13, 14, 15]); // no end token
  assertEquals(inputOf(3), [11]);
});

Deno.test("encodeExamples() leaves room for as many tokens as an answer may have, where that is said", () => {
  const inputOf = (oneText: boolean) => {
    const rule = { tokens: 9, truncation: "tail", reserved: 0, oneText, answerTokens: 6 } as const;
    const choices = ["31"];
    return [...encodeExamples([{ ...EXAMPLE, choices }], ONE_TEXT, rule)[0]!.inputIds];
  };
  assertEquals(inputOf(true), [11, 12, 13]);
  assertEquals(inputOf(false), [11, 12, 13, 14, 15, 21, 22]);
});

Deno.test("encodeExamples() encodes an answer anew behind an input that ends in another way", () => {
  const tokenizer: Encoder = {
    ...ONE_TEXT,
    encodeTarget: (text, input) => [input.endsWith("2") ? 7 : 8, ...idsOf(text)],
  };
  const rule = { tokens: 9, truncation: "tail", reserved: 0, oneText: true } as const;
  const inputs = ["21 22", "21", "22", ""];
  const encoded = encodeExamples(
    inputs.map((input) => ({ ...EXAMPLE, input })),
    tokenizer,
    rule,
  );
  assertEquals(encoded.map(({ targetIds }) => targetIds[0]), [7, 8, 7, 8]);
});

Deno.test("encodeOnce() encodes a list anew only for another model or rule, and says so where it is long", () => {
  let calls = 0;
  const counted = (text: string) => (calls++, idsOf(text));
  const tokenizer = { ...TOKENIZER, encode: counted, encodeTarget: counted };
  const rule = { tokens: 8, truncation: "tail", reserved: 0, oneText: false } as const;
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

Deno.test("encodeExamples() tells an answer from one that begins as another input ends", () => {
  const example = (input: string, target: string): Example => {
    return { input, target, choices: [target], golds: [target] };
  };
  const examples = [example("", "31"), example("2 3", "1")];
  const rule = { tokens: 8, truncation: "tail", reserved: 0, oneText: false } as const;
  const targets = encodeExamples(examples, TOKENIZER, rule).map(({ targetIds }) => targetIds);
  assertEquals(targets, [[31, 1], [1, 1]]);
});
