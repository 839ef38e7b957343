import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { HELD_OUT, PAPER } from "../../src/tasks/protocol.ts";
import { inputLimit, inputRule } from "../../src/train/input_rule.ts";

Deno.test("inputLimit() leaves room for a prompt where positions are counted", () => {
  const bert = { id: "bert", maxLength: 512, positions: 512 };
  assertEquals(inputLimit(bert, { promptLength: 10 }), 502);
  assertEquals(inputLimit(bert, { rank: 8 }), 512);
  assertEquals(inputLimit({ ...bert, maxLength: 128 }, { promptLength: 10 }), 128);
  assertEquals(inputLimit({ ...bert, positions: null }, { promptLength: 600 }), 512);
  assertThrows(() => inputLimit(bert, { promptLength: 510 }), UsageError, "leaves no room");
});

Deno.test("inputRule() gives the prompt room as the protocol says", () => {
  const t5 = { id: "t5", maxLength: 512, positions: null, oneText: false };
  const prompt = { promptLength: 100 };
  assertEquals(inputRule(t5, prompt), {
    tokens: 512,
    truncation: "tail",
    reserved: 0,
    oneText: false,
  });
  assertEquals(inputRule(t5, prompt, PAPER), {
    tokens: 512,
    truncation: "tail",
    reserved: 100,
    oneText: false,
  });
  assertEquals(inputRule(t5, {}, PAPER), {
    tokens: 512,
    truncation: "tail",
    reserved: 0,
    oneText: false,
  });
  assertEquals(inputRule(t5, prompt, HELD_OUT), {
    tokens: 512,
    truncation: "long_field",
    reserved: 0,
    oneText: false,
  });
  const bert = { id: "bert", maxLength: 512, positions: 512, oneText: false };
  assertEquals(inputRule(bert, prompt, PAPER).tokens, 412);
  assertEquals(inputRule(bert, prompt, PAPER).reserved, 0); // it has found room already
  assertThrows(() => inputRule(t5, { promptLength: 511 }, PAPER), UsageError, "leaves no room");
});
