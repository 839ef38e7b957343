import { assertEquals, assertRejects } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { predict } from "../../src/mod.ts";

const JOB = { model: "mini", engine: "wasm", notice: () => {} };
const CHOICES = ["entailment", "not_entailment"];

Deno.test("predict() answers texts and objects, and gives their fields back", async () => {
  const text = "premise: sara has a rabbit. hypothesis: sara has a pet.";
  const input = [text, { input: text, id: 3 }];
  const [plain, row] = await predict({ ...JOB, input, choices: CHOICES, answering: "rank" });
  assertEquals(row, { id: 3, ...plain! });
  assertEquals(Object.keys(plain!.probabilities!), CHOICES);
  const written = await predict({ ...JOB, input, examples: 1 });
  assertEquals(written.map(({ input, id }) => [input, id]), [[text, undefined]]);
});

Deno.test("predict() checks its options", async () => {
  const wrong: readonly (readonly [object, string])[] = [
    [{}, `without the option "input"`],
    [{ input: 3 }, "must be a string or a list"],
    [{ input: ["a"], choice: ["a"] }, `did you mean "choices"`],
    [{ input: ["a"], answering: "guess" }, "one of generate, rank"],
    [{ input: [] }, "Cannot answer an empty list"],
  ];
  for (const [options, message] of wrong) {
    await assertRejects(() => predict({ ...JOB, ...options } as never), UsageError, message);
  }
});
