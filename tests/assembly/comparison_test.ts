import { assertEquals, assertThrows } from "@std/assert";
import {
  type ComparisonWords,
  completeComparison,
  guessNotices,
} from "../../src/assembly/comparison.ts";
import { UsageError } from "../../src/core/errors.ts";
import { METHODS } from "../../src/methods/mod.ts";

const WORDS: ComparisonWords = {
  model: "mini",
  tasks: ["my/own.jsonl", "rte"],
  arms: [{ method: "residual_prompt" }, { method: "prompt", methodConfig: { promptLength: 20 } }],
  training: { steps: 7 },
  seeds: [0, 1, 2],
};

Deno.test("completeComparison() makes a cell of every method on every task", () => {
  const { cells, experiment, setting, tier } = completeComparison(WORDS);
  assertEquals(cells.map(({ labels }) => labels), [
    { method: "Residual prompt tuning", task: "own" },
    { method: "Prompt tuning, promptLength 20", task: "own" },
    { method: "Residual prompt tuning", task: "RTE" },
    { method: "Prompt tuning, promptLength 20", task: "RTE" },
  ]);
  assertEquals(cells.map(({ data }) => data), ["my/own.jsonl", "my/own.jsonl", "mini", "mini"]);
  for (const { training, seeds, choose } of cells) {
    assertEquals([training.steps, training.learningRate, seeds, choose], [
      7,
      0.3,
      [0, 1, 2],
      undefined,
    ]);
  }
  assertEquals(cells[1]!.methodConfig, { ...METHODS.prompt.defaults, promptLength: 20 });
  assertEquals(setting, { name: "own", title: "Mini T5, own, RTE", dataTitle: "own, RTE" });
  assertEquals(tier.name, "mini");
  assertEquals(experiment.cells(tier), cells);
});

Deno.test("completeComparison() has dev choose among several learning rates, with other seeds", () => {
  const arms = [{ method: "lora", learningRates: [0.001, 0.01, 0.01] }];
  const [cell] = completeComparison({ ...WORDS, tasks: ["rte"], arms }).cells;
  assertEquals(cell!.training.learningRate, 0.001);
  assertEquals(cell!.choose, { learningRate: [0.001, 0.01], seeds: [100, 101, 102, 103] });
});

Deno.test("completeComparison() takes single learning rates for methods of their own", () => {
  const arms = [0.1, 0.3].map((rate) => ({ method: "prompt", learningRates: [rate] }));
  const { cells } = completeComparison({ ...WORDS, tasks: ["rte"], arms });
  const shown = cells.map(({ labels, training }) => [labels.method, training.learningRate]);
  assertEquals(shown, [
    ["Prompt tuning, learningRate 0.1", 0.1],
    ["Prompt tuning, learningRate 0.3", 0.3],
  ]);
});

Deno.test("completeComparison() tells where a prompt starts from", () => {
  const initFrom = { adapter: "/somewhere/source", sha256: "ab".repeat(32) };
  const arms = [{ method: "prompt" }, { method: "prompt", initFrom }];
  const { cells, experiment } = completeComparison({ ...WORDS, tasks: ["rte"], arms });
  assertEquals(cells.map(({ labels }) => labels.method), [
    "Prompt tuning",
    "Prompt tuning, from source",
  ]);
  assertEquals(cells.map((cell) => cell.initFrom), [undefined, initFrom]);
  assertEquals(
    experiment.view.notes.at(-1),
    "Adapters started from: Prompt tuning, from source sha256 abababababab.",
  );
  const onHub = { ...initFrom, adapter: `ada/source@${"0".repeat(40)}` };
  const fromHub = { ...WORDS, tasks: ["rte"], arms: [{ method: "prompt", initFrom: onHub }] };
  const titles = completeComparison(fromHub).cells.map(({ labels }) => labels.method);
  assertEquals(titles, ["Prompt tuning, from ada/source"]);
});

Deno.test("completeComparison() refuses what is unknown, empty or called the same", () => {
  const refuse = (changes: Partial<ComparisonWords>, message: string) =>
    assertThrows(() => completeComparison({ ...WORDS, ...changes }), UsageError, message);
  refuse({ tasks: [] }, "without a task");
  refuse({ arms: [] }, "without a method");
  refuse({ tasks: ["rt"] }, 'did you mean "rte"');
  refuse({ arms: [{ method: "promt" }] }, 'did you mean "prompt"');
  refuse({ arms: [{ method: "prompt", methodConfig: { rank: 1 } }] }, '"rank" is not one of');
  refuse({ arms: [{ method: "prompt" }, { method: "prompt" }] }, "with itself");
  refuse({ tasks: ["a/own.jsonl", "b/own.jsonl"] }, 'on "own" with itself');
  refuse({ seeds: [0, 100] }, "not a tuning seed");
});

Deno.test("guessNotices() tells of methods whose learning rate nobody gave", () => {
  const arms = [{ method: "prompt" }, { method: "prefix" }];
  assertEquals(guessNotices({ ...WORDS, arms }).length, 1);
  const given = arms.map((arm) => ({ ...arm, learningRates: [0.1] }));
  assertEquals(guessNotices({ ...WORDS, arms: given }), []);
  assertEquals(guessNotices({ ...WORDS, arms, training: { learningRate: 0.1 } }), []);
});
