import { assert, assertEquals } from "@std/assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DATA } from "../../src/core/paths.ts";
import { TASKS } from "../../src/tasks/mod.ts";
import {
  columnsOf,
  HELD_OUT,
  HELD_OUT_TRAIN,
  PAPER,
  PAPER_HELD_OUT,
  PROTOCOLS,
  serves,
  taskUnder,
} from "../../src/tasks/protocol.ts";

Deno.test("protocols stand under their own names", () => {
  for (const [name, protocol] of Object.entries(PROTOCOLS)) assertEquals(protocol.name, name);
});

Deno.test("columnsOf() gives eight tasks, with the WSC and the metrics of the protocol", () => {
  const names = (protocol: typeof PAPER) => columnsOf(protocol).map((task) => task.name);
  const seven = ["boolq", "cb", "copa", "multirc", "record", "rte", "wic"];
  assertEquals(names(PAPER), [...seven, "wsc_generate"]);
  assertEquals(names(HELD_OUT), [...seven, "wsc"]);
  assertEquals(columnsOf(PAPER)[3]!.metrics, ["micro_f1", "exact_match"]);
  assertEquals(columnsOf(HELD_OUT)[3]!.metrics, ["f1a", "exact_match"]);
});

Deno.test("taskUnder() leaves a task of one form as it is", () => {
  const { variants: _, ...plain } = TASKS.boolq;
  assertEquals(taskUnder(PAPER, plain), plain);
});

Deno.test("serves() lets the paper's runs be scored honestly, but not as runs with other inputs", () => {
  assert(serves(PAPER, PAPER_HELD_OUT));
  assert(!serves(PAPER, HELD_OUT));
  assert(!serves(PAPER_HELD_OUT, PAPER)); // it answered half of the rows
  assert(!serves(HELD_OUT, HELD_OUT_TRAIN) && !serves(HELD_OUT_TRAIN, HELD_OUT));
});

interface Deviation {
  readonly id: string;
  /** Letter of the point in the notes on the paper's code. */
  readonly point: string | null;
  readonly topic: string;
  readonly theirs: string;
  readonly ours: string;
  readonly why: string;
  readonly movesScores: boolean;
}

function ledger(): readonly Deviation[] {
  return JSON.parse(readFileSync(join(DATA, "paper/deviations.json"), "utf8")).deviations;
}

Deno.test("the ledger of deviations has every point once, with theirs, ours and why", () => {
  const ids = ledger().map((deviation) => deviation.id);
  assertEquals(new Set(ids).size, ids.length);
  for (const { id, topic, theirs, ours, why, movesScores } of ledger()) {
    assert(/^[a-z0-9_]+$/.test(id), id);
    for (const text of [topic, theirs, ours, why]) assert(text.length > 10, `${id}: ${text}`);
    assertEquals(typeof movesScores, "boolean");
  }
});

Deno.test("the ledger has a point for each field in which the protocols differ", () => {
  const text = JSON.stringify(ledger());
  const fields = Object.keys(PAPER) as (keyof typeof PAPER)[];
  for (const field of fields.filter((name) => !["name", "title", "version"].includes(name))) {
    if (JSON.stringify(PAPER[field]) === JSON.stringify(HELD_OUT[field])) continue;
    assert(text.includes(`\`${field}\``), `no deviation names \`${field}\``);
  }
});

Deno.test("the ledger has every point of the notes on the paper's code, a to q", () => {
  const points = new Set(ledger().map(({ point }) => point).filter((point) => point !== null));
  assertEquals([...points].sort().join(""), "abcdefghijklmnopq");
});

Deno.test("the ledger says what was decided where the paper leaves it open", () => {
  const ids = ledger().map(({ id }) => id);
  const open = ["wsc_by_generation", "selection_on_scored_rows", "seeds_and_spread", "bottleneck"];
  const recipe = ["recipe", "fine_tuning", "checkpoint", "long_tasks", "few_shot_draw"];
  for (const id of [...open, ...recipe, "end_token", "libraries"]) assert(ids.includes(id), id);
});
