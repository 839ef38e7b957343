import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { chosenNotes, toChosen } from "../../src/report/chosen.ts";
import { WHOLE } from "./_small.ts";

Deno.test("toChosen() tells what was chosen, and when it lies at the edge of the grid", () => {
  const chosen = toChosen(WHOLE);
  assertEquals(chosen.length, 9);
  for (const { text, atEdge, candidates, labels } of chosen) {
    const rate = Number.parseFloat(text!);
    const edge = labels.method === "Fine-tuning" ? [3e-4, 3e-3] : [0.03, 3];
    assertEquals(atEdge, edge.includes(rate), text!);
    assertEquals(text!.includes("*"), atEdge);
    assertEquals(candidates, labels.method === "Fine-tuning" ? 3 : 6);
    if (labels.method !== "Fine-tuning") assert(/Vocabulary|Uniform/.test(text!));
  }
});

Deno.test("chosenNotes() says what is not decided yet", () => {
  const cells = WHOLE.cells.map((cell) => ({ ...cell, config: null }));
  assertStringIncludes(chosenNotes({ ...WHOLE, cells }).join("\n"), "CB pending");
});

Deno.test("chosenNotes() is silent where nothing is chosen", () => {
  const cells = WHOLE.cells.map((result) => {
    const { choose: _choose, ...cell } = result.cell;
    return { ...result, cell, candidates: [] };
  });
  assertEquals(chosenNotes({ ...WHOLE, cells }), []);
});

Deno.test("chosenNotes() counts candidates that diverged", () => {
  const cells = WHOLE.cells.map((cell) => ({
    ...cell,
    candidates: cell.candidates.map((candidate, i) => ({ ...candidate, diverged: i === 0 })),
  }));
  assertStringIncludes(chosenNotes({ ...WHOLE, cells }).join("\n"), "because they diverged: 9.");
});
