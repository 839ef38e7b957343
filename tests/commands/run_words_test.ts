import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parseInput, renderHelp } from "../../src/commands/command.ts";
import { peekOption, readRunWords } from "../../src/commands/run_words.ts";
import { evaluate } from "../../src/commands/evaluate.ts";
import { train } from "../../src/commands/train.ts";
import { UsageError } from "../../src/core/errors.ts";
import { TIERS } from "../../src/experiments/mod.ts";
import type { RunConfig } from "../../src/lab/run.ts";
import { METHODS } from "../../src/methods/mod.ts";
import { completeRun } from "../../src/assembly/single_run.ts";

function configOf(args: string): RunConfig {
  const words = `--model mini --task rte --out out ${args}`.trim().split(/\s+/);
  return completeRun(readRunWords(parseInput(train, words).values));
}

Deno.test("train writes every default out", () => {
  const config = configOf("");
  assertEquals(config.method, "residual_prompt");
  assertEquals(config.methodConfig as unknown, METHODS.residual_prompt.defaults);
  assertEquals([config.data, config.seed, config.shots], ["mini", 0, null]);
  assertEquals(config.training.steps, TIERS.mini.training.steps);
});

Deno.test("readRunWords() takes numbers, words and truth values of method and training", () => {
  const config = configOf(
    "--promptLength 5 --layerNorm false --init uniform --steps 7 --learningRate 1e-2 " +
      "--clipNorm 1 --shots 16 --devExamples 20",
  );
  assertEquals(config.methodConfig.promptLength, 5);
  assertEquals(config.methodConfig.layerNorm, false);
  assertEquals(config.methodConfig.init, "uniform");
  assertEquals([config.training.steps, config.training.learningRate], [7, 0.01]);
  assertEquals([config.training.clipNorm, config.shots, config.examples.dev], [1, 16, 20]);
});

Deno.test("readRunWords() keeps a key apart that method and training share", () => {
  const config = configOf("--dropout 0.25 --training.dropout true");
  assertEquals(config.methodConfig.dropout, 0.25);
  assertEquals(config.training.dropout, true);
  const plain = configOf("--method prompt --dropout true");
  assertEquals(plain.training.dropout, true);
});

Deno.test("readRunWords() refuses values of another kind and words that are not known", () => {
  for (
    const [args, message] of [
      ["--steps many", 'Cannot use --steps as it must be a number: current value is "many"'],
      ["--layerNorm 1", "--layerNorm as it must be true or false"],
      ["--training.dropout 0", "--training.dropout as it must be true or false"],
      ["--optimizer adam", 'did you mean "adamw"'],
      ["--answering writ", "known are generate, rank"],
      ["--method residul_prompt", 'did you mean "residual_prompt"'],
      ["--task rtee", 'did you mean "rte"'],
      ["--keep best", "set --evaluateEvery N"],
      ["--steps 0", "--steps as it must be an integer >= 1: current value is 0"],
      ["--steps 1e400", "--steps as it must be an integer >= 1: current value is Infinity"],
      ["--learningRate -0.5", "--learningRate as it must be a number above 0"],
      ["--dropout 1", "--dropout as it must be a number from 0 up to"],
      ["--testExamples 0", "--testExamples as it must be an integer >= 1"],
      ["--seed 1e20", "--seed as it must be an integer"],
    ] as const
  ) {
    assertThrows(() => configOf(args), UsageError, message);
  }
});

Deno.test("train refuses an option of another method", () => {
  assertThrows(() => configOf("--method prompt --bottleneck 3"), UsageError, "--bottleneck");
  assertEquals(configOf("--method lora --rank 4").methodConfig.rank, 4);
});

Deno.test("train reads a number below zero as the value that it is", () => {
  assertEquals(configOf("--bottleneck -3").methodConfig.bottleneck, -3);
  assertEquals(configOf("--seed -5").seed, -5);
  const bare = () => configOf("--bottleneck --steps 3");
  assertThrows(bare, UsageError, 'Cannot use --bottleneck of "train" without a value');
});

Deno.test("train has a working learning rate for fine-tuning", () => {
  assert(configOf("--method full").training.learningRate <= 1e-2);
});

Deno.test("renderHelp() of train lists the options of the method that was named", () => {
  assertStringIncludes(renderHelp(train, ["--method=lora"]), "--rank");
  assertStringIncludes(renderHelp(train, []), "--bottleneck");
});

Deno.test("renderHelp() of train and evaluate tells the fields of a file", () => {
  for (const command of [train, evaluate]) {
    for (const field of ["choices", "split", "group"]) {
      assertStringIncludes(renderHelp(command, []), `  "${field}"`);
    }
  }
});

Deno.test("peekOption() finds a value in both spellings", () => {
  assertEquals(peekOption(["--a", "1", "--method", "lora"], "method"), "lora");
  assertEquals(peekOption(["--method=lora"], "method"), "lora");
  assertEquals(peekOption(["--methods"], "method"), undefined);
});
