import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import type { Example, Task } from "../../src/tasks/task.ts";
import type { LoadedModel } from "../../src/train/load.ts";
import { checkTargets, unknownNotice } from "../../src/train/unknown_tokens.ts";

const WORDS = ["<unk>", "yes", "no", "cats", "sleep"];
const words = (text: string) => text.split(" ").map((word) => Math.max(0, WORDS.indexOf(word)));
const READER = { id: "t5", tokenizer: { words, unknown: 0 } } as unknown as LoadedModel;
const CLOSED = { name: "sleepy", open: false } as Task;

function examplesOf(targets: readonly string[]): Example[] {
  return targets.map((target, i) => ({
    input: `cats ${i}`,
    target,
    choices: [target],
    golds: [target],
  }));
}

Deno.test("checkTargets() names the first row that has a target without a token", () => {
  checkTargets(READER, CLOSED, examplesOf(["yes", "no"]));
  assertThrows(
    () => checkTargets(READER, CLOSED, examplesOf(["yes", "perhaps", "no", "perhaps"])),
    UsageError,
    'the target "perhaps" of the row "cats 1" (2 such rows)',
  );
});

Deno.test("checkTargets() bears a rare one where answers are free text", () => {
  const open = { ...CLOSED, open: true };
  const targets = Array.from({ length: 200 }, () => "yes");
  checkTargets(READER, open, examplesOf(targets.with(7, "perhaps")));
  const many = targets.fill("perhaps", 0, 10);
  assertThrows(() => checkTargets(READER, open, examplesOf(many)), UsageError, "no token");
});

Deno.test("unknownNotice() tells the share of tokens that a model does not know", () => {
  assertEquals(unknownNotice(READER, ["cats sleep", "cats"]), undefined);
  assertStringIncludes(unknownNotice(READER, ["cats purr", "cats run"]) ?? "", "50 %");
});
