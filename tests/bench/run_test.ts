import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { RESULTS } from "../../src/core/paths.ts";
import { inTempFolder } from "../_folder.ts";
import { captured } from "./_captured.ts";
import { main } from "./run.ts";

/** Calls the command line in this process; returns the exit code and what it wrote. */
async function call(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { result: code, out, err } = await captured(() => main(args));
  return { code, out, err };
}

for (const word of ["--help", "-h"]) {
  Deno.test(`bench ${word} shows how to use it`, async () => {
    const { code, out } = await call(word);
    assertEquals(code, 0);
    assertStringIncludes(out, "Usage: deno task bench [steps|batches|gpu|load|ops|chart]");
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
    [["batches", "--batch", "0"], "must be an integer >= 1"],
    [["gpu", "--contender", "xl"], 'did you mean "xla"'],
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

Deno.test("bench gpu without a GPU says so in one sentence, and writes nothing", () =>
  inTempFolder(async (folder) => {
    const before = Deno.env.get("PATH")!;
    const page = join(RESULTS, "bench/README.md");
    const { mtime } = await Deno.stat(page);
    Deno.env.set("PATH", folder); // no nvidia-smi
    try {
      const { code, out, err } = await call("gpu");
      assertEquals([code, out], [2, ""]);
      assertEquals(
        err,
        "Cannot measure on a GPU: an NVIDIA GPU and its driver are needed: nvidia-smi lists none\n",
      );
    } finally {
      Deno.env.set("PATH", before);
    }
    assertEquals((await Deno.stat(page)).mtime, mtime);
  }));
