import { assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "./run.ts";

/** Calls the command line in this process; returns the exit code and what it wrote. */
async function call(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { log, error } = console;
  let out = "", err = "";
  console.log = (line: string) => void (out += line + "\n");
  console.error = (line: string) => void (err += line + "\n");
  try {
    return { code: await main(args), out, err };
  } finally {
    Object.assign(console, { log, error });
  }
}

for (const word of ["--help", "-h"]) {
  Deno.test(`bench ${word} shows how to use it`, async () => {
    const { code, out } = await call(word);
    assertEquals(code, 0);
    assertStringIncludes(out, "Usage: deno task bench [steps|batches|load|ops|chart]");
  });
}

for (
  const [args, sentence] of [
    [["--foo"], 'Cannot find option "--foo" of "bench"'],
    [["stepz"], 'did you mean "steps"'],
    [["steps", "load"], "more than one thing"],
    [["--shape", "t5_smal"], 'did you mean "t5_small"'],
    [["--contender", "pef"], 'did you mean "peft"'],
    [["--rounds", "0"], "must be an integer >= 1"],
    [["--prompt", "ten"], "must be an integer >= 1"],
    [["--threads", "-1"], "must be an integer >= 1"],
    [["--precision", "f16"], "known are f32, bf16"],
  ] as const
) {
  Deno.test(`bench ${args.join(" ")} is refused in one sentence`, async () => {
    const { code, out, err } = await call(...args);
    assertEquals([code, out], [2, ""]);
    assertStringIncludes(err, sentence);
    assertEquals(err.trimEnd().split("\n").length, 1);
  });
}
