import { assertEquals } from "@std/assert";
import { paperEffects, paperText } from "../../src/report/paper_effect.ts";
import { readPublished } from "../../src/report/published.ts";
import type { Beside, Claim } from "../../src/report/view.ts";

/** Gains of 2 on RTE, 6 on WSC and 10 on CB; the averages are over tasks that are not shown. */
const rows = [
  { method: "prompt", task: "rte", value: 60 },
  { method: "prompt", task: "wsc", value: 40 },
  { method: "prompt", task: "cb", value: 80 },
  { method: "prompt", task: "average", value: 65 },
  { method: "residual_prompt", task: "rte", value: 62 },
  { method: "residual_prompt", task: "wsc", value: 46 },
  { method: "residual_prompt", task: "cb", value: 90 },
  { method: "residual_prompt", task: "average", value: 68 },
];

/** The averages of what is shown. */
const whole = rows.map((row) =>
  row.task === "average" ? { ...row, value: row.method === "prompt" ? 60 : 66 } : row
);

function besideOf(title: string, content: readonly object[]): Beside {
  const file = { id: "x", source: "Nobody 2023", reading: "made up", common: {}, notes: [] };
  return { title, published: readPublished({ ...file, title, rows: content }) };
}

const CLAIM: Claim = {
  id: "x",
  text: "x",
  kind: "difference",
  left: { method: "Residual prompt tuning" },
  right: { method: "Prompt tuning" },
};

function text(ours: readonly string[], content: readonly object[], change: Partial<Claim> = {}) {
  const claim = { ...CLAIM, beside: besideOf("Table X", content), ...change } as Claim;
  return paperText(claim, paperEffects(claim, ours));
}

Deno.test("paperText() is one number where both sides have the same tasks", () => {
  assertEquals(text(["RTE", "WSC", "CB"], whole), "+6.0 (Table X)");
});

Deno.test("paperText() tells the tasks that both have from the average over others", () => {
  assertEquals(
    text(["RTE", "WSC", "CB"], rows),
    "+6.0 on the same tasks, +3.0 printed average (Table X)",
  );
  assertEquals(
    text(["RTE"], whole),
    "+2.0 on the same tasks, +6.0 printed average (Table X)",
  );
  assertEquals(
    text(["RTE", "CB", "COPA"], rows),
    "+6.0 on RTE, CB only, +3.0 printed average (Table X)",
  );
  assertEquals(text(["COPA"], rows), "+3.0 printed average (Table X)");
});

Deno.test("paperText() has no average that holds a task left out", () => {
  assertEquals(text(["RTE", "CB"], rows, { without: ["WSC"] }), "+6.0 (Table X)");
});

Deno.test("paperText() marks numbers of other authors and corrected ones", () => {
  const [first, ...rest] = whole;
  assertEquals(
    text(["RTE"], [{ ...first, origin: "others" }, ...rest.slice(0, 2), ...rest.slice(3, 6)]),
    "+2.0† on the same tasks (Table X)",
  );
  assertEquals(
    text(["RTE", "WSC", "CB"], [{ ...first, value: 57, corrected: 60 }, ...rest]),
    "+6.0‡ (Table X)",
  );
});

Deno.test("paperText() shows every source that has the comparison", () => {
  const averages = rows.filter(({ task }) => task === "average");
  const beside = [besideOf("A", whole), besideOf("B", averages), besideOf("C", [])];
  const claim: Claim = { ...CLAIM, beside };
  assertEquals(
    paperText(claim, paperEffects(claim, ["RTE", "WSC", "CB"])),
    "+6.0 (A); +3.0 printed average (B)",
  );
  assertEquals(paperText(CLAIM, paperEffects(CLAIM, ["RTE"])), "");
});
