import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { minilmCells, minilmRateCells, SWEPT_RATES } from "../../src/demos/minilm_cells.ts";
import { TUNING_SEED } from "../../src/demos/cell.ts";
import { demoNamer } from "../../src/demos/demo.ts";
import { minilm } from "../../src/demos/minilm.ts";
import { expandCandidates, plainConfig } from "../../src/lab/select.ts";

const SIZE = { steps: 10, seeds: 3 };
const HERE = { model: "/here/model", data: "/here/rows.jsonl" };
const THERE = { model: "/there/model", data: "/there/rows.jsonl" };

Deno.test("minilmCells() gives each method as many candidates, and reports no seed that chose", () => {
  const cells = minilmCells(HERE, SIZE);
  assertEquals(cells.map(({ method }) => method), ["head", "prompt", "residual_prompt", "full"]);
  for (const cell of cells) {
    assertEquals(expandCandidates(cell).length, 3);
    assertEquals(cell.choose?.seeds, [TUNING_SEED]);
    assert(!cell.seeds.includes(TUNING_SEED));
  }
});

Deno.test("demoNamer() names a run alike wherever model and data are, but not for other rows", () => {
  const runs = [HERE, THERE].map((place) => ({ ...minilmCells(place, SIZE)[0]!, seed: 0 }));
  const [here, there] = runs.map(demoNamer(minilm, "rows"));
  assertEquals(here, there);
  assertNotEquals(demoNamer(minilm, "other rows")(runs[0]!), here);
});

Deno.test("minilmRateCells() gives each method each rate and nothing to choose from", () => {
  const cells = minilmRateCells(HERE, SIZE);
  for (const [method, own] of Map.groupBy(cells, ({ method }) => method)) {
    assertEquals(own.map(({ training }) => training.learningRate), SWEPT_RATES, method);
  }
  assert(cells.every(({ choose }) => choose === undefined));
});

Deno.test("minilmRateCells() shares the runs of the main comparison where the rate is the same", () => {
  const nameOf = demoNamer(minilm, "rows");
  const [first, second] = [minilmCells(HERE, SIZE), minilmRateCells(HERE, SIZE)].map((cells) =>
    cells.find(({ method, training }) => method === "prompt" && training.learningRate === 0.01)!
  );
  assertEquals(
    nameOf({ ...plainConfig(first!), seed: 0 }),
    nameOf({ ...plainConfig(second!), seed: 0 }),
  );
});
