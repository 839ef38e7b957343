import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { Rng } from "../../src/core/rng.ts";
import { cpu } from "../../src/engine/cpu.ts";
import type { Example } from "../../src/tasks/task.ts";
import { classesOf, initHead } from "../../src/train/head.ts";

await cpu.start({});

Deno.test("initHead() draws weights of deviation 0.02 and starts without bias", () => {
  const { "classifier.weight": weight, "classifier.bias": bias } = initHead(3, 4000, new Rng(2));
  assertEquals([weight!.shape, bias!.shape], [[3, 4000], [3]]);
  assert(bias!.dataSync().every((value) => value === 0));
  const values = [...weight!.dataSync()];
  const deviation = Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
  assertAlmostEquals(deviation, 0.02, 5e-4);
});

function example(choices: readonly string[]): Example {
  return { input: "text", target: choices[0]!, choices, golds: [choices[0]!] };
}

Deno.test("classesOf() gives the choices that all examples share", () => {
  assertEquals(classesOf("rte", [example(["yes", "no"]), example(["yes", "no"])]), ["yes", "no"]);
  for (const other of [["no", "yes"], ["yes"]]) {
    const examples = [example(["yes", "no"]), example(other)];
    assertThrows(() => classesOf("record", examples), UsageError, `Cannot classify "record"`);
  }
  assertThrows(() => classesOf("nothing", []), UsageError);
  const one = [example(["yes"]), example(["yes"])];
  assertThrows(() => classesOf("rte", one), UsageError, 'two classes or more: it has "yes"');
});
