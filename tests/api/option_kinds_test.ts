/** A cell of a notebook is run without a check of types: each function looks at its options itself. */
import { assertRejects } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { answers, compare, evaluate, inspect, reproduce, score, train } from "../../src/mod.ts";

const TRAIN = { model: "mini", task: "rte", out: "never_made" };
const COMPARE = { model: "mini", tasks: ["rte"], methods: ["prompt"], results: "never_made" };

/** What a cell may write, and the sentence that it gets. */
const SLIPS: readonly (readonly [call: () => Promise<unknown>, sentence: string])[] = [
  [
    () => reproduce("few_shot", { teir: "mini" } as object),
    'Cannot find option "teir" of "reproduce": known are tier, ',
  ],
  [
    () => reproduce("few_shot", { seeds: "4" as unknown as number }),
    "a number or a list of numbers",
  ],
  [() => reproduce("few_shot", { only: { task: "rte" } as unknown as string }), "a string"],
  [() => reproduce("few_shot", { engine: "torch" }), "one of auto, tensorflow"],
  [() => reproduce("few_shot", { workers: 0 }), "an integer >= 1: current value is 0"],
  [() => reproduce("few_shot", "mini" as unknown as object), "Cannot use the options of"],
  [() => reproduce("few_shot", { seeds: [] }), "Cannot use no seeds"],
  [
    () => train({ ...TRAIN, steps: 30 } as typeof TRAIN),
    'Cannot find option "steps" of "train"',
  ],
  [
    () => train({ ...TRAIN, training: { step: 30 } as object }),
    'Cannot find option "step" of "training": known are steps, ',
  ],
  [
    () => train({ ...TRAIN, training: { steps: "30" as unknown as number } }),
    'Cannot use option "steps" of "training" as it must be a number: current value is "30"',
  ],
  [
    () => train({ model: "mini", task: "rte" } as typeof TRAIN),
    'Cannot use "train" without the option "out"',
  ],
  [
    () => evaluate({ model: "mini", task: "rte", split: "tests" as "test" }),
    "one of train, dev, test, all",
  ],
  [
    () => score({ model: "mini", task: "rte" } as unknown as Parameters<typeof score>[0]),
    'Cannot find option "task" of "score"',
  ],
  [
    () => compare({ ...COMPARE, tasks: "rte" as unknown as string[] }),
    'Cannot use option "tasks" of "compare" as it must be a list of strings: current value is "rte"',
  ],
  [
    () => compare({ ...COMPARE, methods: [{ name: "prompt" } as unknown as string] }),
    'Cannot find option "name" of "methods": known are method, ',
  ],
  [() => inspect("adapter", { words: 0 }), "an integer >= 1: current value is 0"],
  [
    () => answers("mini.prompt.rte.seed0-1a2b3c4d", { result: "here" } as object),
    'did you mean "results"',
  ],
];

for (const [call, sentence] of SLIPS) {
  Deno.test(`a slip in the options is no silence: ${sentence}`, async () => {
    await assertRejects(call, UsageError, sentence);
  });
}
