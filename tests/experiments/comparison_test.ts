import { assertEquals, assertStringIncludes } from "@std/assert";
import { comparisonOf } from "../../src/experiments/comparison.ts";
import type { Cell } from "../../src/lab/experiment.ts";
import { toChart } from "../../src/report/chart.ts";
import { judge } from "../../src/report/claim.ts";
import { fakeCell as fakeDeclaration } from "../lab/fake.ts";
import { fakeCell } from "../report/_fake.ts";

/** Made-up cells of methods on two tasks. */
function cellsOf(methods: readonly string[]): Cell[] {
  return ["mine", "yours"].flatMap((task) =>
    methods.map((method) =>
      fakeDeclaration({ method, task, labels: { method, task }, seeds: [0, 1, 2] })
    )
  );
}

Deno.test("comparisonOf() claims of the first method that it beats each other one, and judges it", () => {
  const cells = cellsOf(["a", "b", "c"]);
  const experiment = comparisonOf(cells);
  assertEquals(experiment.question, "Which of 3 methods scores highest on mine, yours?");
  const scores: Readonly<Record<string, number>> = { a: 0.7, b: 0.5, c: 0.9 };
  const results = cells.map((cell) =>
    fakeCell(cell, { score: (seed) => scores[cell.method]! + seed / 1000 })
  );
  const setting = { name: "own", title: "Mini T5, mine, yours", dataTitle: "mine, yours" } as const;
  const verdicts = judge({ experiment, tier: setting, cells: results });
  assertEquals(verdicts.map(({ claim, word }) => `${claim.text}: ${word}`), [
    "a scores higher than b: supported",
    "a scores higher than c: contradicted",
  ]);
  assertEquals(verdicts.map(({ effect }) => Math.round(effect!.here.mean)), [20, -20]);
});

Deno.test("comparisonOf() of one method claims nothing", () => {
  const experiment = comparisonOf(cellsOf(["a"]));
  assertEquals(experiment.view.claims, []);
  assertEquals(experiment.question, "How does a score on mine, yours?");
});

Deno.test("comparisonOf() tells no learning rate of the frozen model", () => {
  const notes = comparisonOf(cellsOf(["a", "frozen"])).view.notes;
  assertEquals(notes.slice(1), ["Learning rate: a 0.3."]);
});

Deno.test("comparisonOf() tells learning rates that were not chosen", () => {
  const [a, b] = cellsOf(["a", "b"]) as [Cell, Cell];
  const chosen = { ...b, choose: { learningRate: [0.1, 1], seeds: [9] } };
  assertEquals(comparisonOf([a, chosen]).view.notes, [
    "Training: 3 steps with batches of 2, adamw, constant learning rate; parameters of the last step.",
    "Learning rate: a 0.3.",
    "Not all methods had as many learning rates to choose from: a 1; b 2.",
  ]);
});

Deno.test("comparisonOf() draws methods side by side, and on one task with their names below", () => {
  const own = { name: "own", title: "Mini T5, mine", dataTitle: "mine" } as const;
  const drawn = (cells: readonly Cell[]) =>
    JSON.stringify(toChart({
      experiment: comparisonOf(cells),
      tier: own,
      cells: cells.map((cell) => fakeCell(cell, { score: () => 0.5 })),
    }));
  const cells = cellsOf(["a", "b"]);
  const [two, one] = [cells, cells.slice(0, 2)].map(drawn);
  assertEquals([two, one].map((text) => text!.includes('"xOffset"')), [true, false]);
  assertEquals([two, one].map((text) => text!.includes('"legend":null')), [false, true]);
  assertStringIncludes(one!, '"x":"b"');
});
