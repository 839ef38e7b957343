/**
 * The tiers of SuperGLUE from end to end: a Hub, worker processes, tables. Only the training is
 * shorter and the model narrower than in earnest.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { NotCached, UsageError } from "../../src/core/errors.ts";
import { cutOff } from "../hub/server.ts";
import { BERT, type Setting, withHub } from "../hub/superglue_hub.ts";
import { recordsOf, run } from "./_small_tier.ts";

/** The row of a report that says how a method did under every protocol: one number for each head. */
async function protocolRow(
  { results }: Setting,
  stem: string,
  row: string,
): Promise<Record<string, string>> {
  const page = await Deno.readTextFile(join(results, `reports/${stem}-partial.md`));
  const [, section] = page.split("## The same runs under each protocol");
  assert(section !== undefined, "the report has no such section");
  const lines = section.split("\n").filter((line) => line.startsWith("| "));
  const cells = lines.map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  const found = cells.find(([method, over]) => `${method}, ${over}` === row);
  assert(found !== undefined, `no row "${row}" in ${section}`);
  return Object.fromEntries(cells[0]!.map((head, i) => [head, found[i]!]));
}

/** With a sign as tables have it. */
function signed(value: number): string {
  const digits = Math.abs(value).toFixed(1);
  return Number(digits) === 0 ? digits : `${value < 0 ? "−" : "+"}${digits}`;
}

const average = (values: readonly number[]) =>
  100 * values.reduce((sum, value) => sum + value, 0) / values.length;

const EIGHT = ["boolq", "cb", "copa", "multirc", "record", "rte", "wic", "wsc"];

Deno.test("the small tier trains all eight tasks of the Hub, through a broken connection", () =>
  withHub(async (setting) => {
    const { server, model } = setting;
    const weights = server.repositories[model]!.files["model.safetensors"]!;
    let isFirst = true;
    server.fault = ({ url }) => {
      if (!url.includes("/storage/") || !isFirst) return undefined;
      isFirst = false;
      return cutOff(weights, 30_000);
    };
    const { code, said } = await run(setting, "small", { method: ["residual_prompt"] });
    assertEquals(code, 0, said);
    assert(server.downloads.includes("model.safetensors bytes=30000-"), "it was not resumed");
    const records = await recordsOf(setting);
    assertEquals(records.map(({ config }) => config.task).sort(), EIGHT);
    for (const { config, outcome } of records) {
      assertEquals(config.protocol, "held_out");
      assertEquals(outcome.losses.length, 2);
      assertEquals(outcome.series.map(({ step }) => step), [1, 2]);
      const { best, last } = selections(outcome.verdicts!.held_out!);
      assertEquals([best!.dev, best!.test], [outcome.dev, outcome.test], config.task);
      assertEquals(last!.step, 2);
    }
    const table = await Deno.readTextFile(
      join(setting.results, "tables/superglue-small-partial.md"),
    );
    assertStringIncludes(table, "Residual prompt tuning");
    const row = await protocolRow(setting, "superglue-small", "Residual prompt tuning, 8 tasks");
    const best = average(records.map(({ outcome }) => outcome.test.score!));
    assertEquals(row["Held out, best epoch"], `${best.toFixed(1)} (1)`);
    const gap = average(records.map(({ outcome: { dev, test } }) => dev.score! - test.score!));
    assertEquals(row["Optimism gap"], `${signed(gap)} (1)`);

    // off the network, what is here still serves, and what is not is named once and at once
    server.fault = () => new Response(null, { status: 503 });
    const before = server.seen.length;
    const other = await run(setting, "small", { method: ["full"], task: ["rte"] });
    assertEquals(other.code, 0, other.said);
    assertEquals(server.seen.length, before);
    assertEquals((await recordsOf(setting)).length, 9);
  }));

Deno.test("the paper's tier scores its runs honestly as well, and offline says what to fetch", () =>
  withHub(async (setting) => {
    const { server, data } = setting;
    const only = { method: ["prompt"], task: ["multirc", "wsc_generate"] };
    const { code, said } = await run(setting, "paper", only, only.task);
    assertEquals(code, 0, said);
    const records = await recordsOf(setting);
    assertEquals(records.length, 2);
    for (const { config, outcome } of records) {
      assertEquals(Object.keys(outcome.verdicts!), ["paper", "paper_held_out"]);
      const { best } = selections(outcome.verdicts!.paper!);
      assertEquals([best!.dev, best!.test], [outcome.dev, outcome.test], config.task);
      assertEquals(outcome.dev, outcome.test); // selected and scored on the same rows
      assertEquals(Object.keys(selections(outcome.verdicts!.paper_held_out!)), ["best", "last"]);
    }
    const multirc = records.find(({ config }) => config.task === "multirc")!.outcome;
    assert("micro_f1" in multirc.test, "the paper's scoring");
    assert("f1a" in multirc.verdicts!.paper_held_out![0]!.test, "the official scoring");

    const row = await protocolRow(setting, "superglue-paper", "Prompt tuning, 2 tasks");
    const scores = (protocol: string, selection: "best" | "last") =>
      average(
        records.map(({ outcome }) =>
          selections(outcome.verdicts![protocol]!)[selection]!.test.score!
        ),
      );
    assertEquals(row["Paper, best epoch"], `${scores("paper", "best").toFixed(1)} (1)`);
    const heldOut = scores("paper_held_out", "last");
    assertEquals(row["Same runs, held out, last epoch"], `${heldOut.toFixed(1)} (1)`);
    const difference = scores("paper", "best") - scores("paper_held_out", "best");
    assertEquals(row["Paper minus same runs, held out"], `${signed(difference)} (1)`);
    await protocolRow(setting, "superglue-paper", "Prompt tuning, MultiRC"); // without WSC

    Deno.env.set("HF_HUB_OFFLINE", "1");
    const seen = server.seen.length;
    const error = await assertRejects(
      () => run(setting, "paper", { method: ["prompt"], task: ["multirc", "rte"] }),
      NotCached,
    );
    const { commit } = server.repositories[data]!;
    assertStringIncludes(
      error.message,
      `run \`deno task fetch aps/super_glue --dataset --revision ${commit}\``,
    );
    assertEquals(server.seen.length, seen);
    assertEquals((await recordsOf(setting)).length, 2);
  }));

Deno.test("the paper's tier trains all its models, one of them converted from a .bin", () =>
  withHub(async (setting) => {
    const only = { method: ["residual_prompt"], task: ["rte"] };
    const { code, said } = await run(setting, "paper", only, only.task, "all");
    assertEquals(code, 0, said);
    const records = (await recordsOf(setting)).filter(({ config }) => config.seed === 0);
    assertEquals(records.map(({ config }) => config.model).sort(), [
      "google-bert/bert-base-uncased",
      "google-t5/t5-base",
      "google-t5/t5-large",
      "google/t5-base-lm-adapt",
    ]);
    const table = await Deno.readTextFile(
      join(setting.results, "tables/superglue-paper-partial.md"),
    );
    for (const title of ["T5-Base", "T5-Large", "T5-Base 1.1 LM-adapted", "BERT-Base"]) {
      assertStringIncludes(table, `${title}, SuperGLUE`);
    }
    const claims = await Deno.readTextFile(
      join(setting.results, "reports/superglue-paper-partial.md"),
    );
    assertStringIncludes(claims, "With BERT-Base, residual prompt tuning scores higher");
  }));

Deno.test("the paper's tier trains BERT: it classifies, and reads an entity at a time", () =>
  withHub(async (setting) => {
    const tasks = ["record_entity", "rte", "wsc"];
    const only = { method: ["residual_prompt"], task: tasks };
    const { code, said } = await run(setting, "paper", only, tasks, BERT);
    assertEquals(code, 0, said);
    const records = (await recordsOf(setting)).filter(({ config }) => config.seed === 0);
    assertEquals(records.map(({ config }) => config.task).sort(), tasks);
    for (const { config, outcome } of records) {
      assertEquals([config.model, config.answering], [BERT, "rank"]);
      assertEquals(Object.keys(outcome.verdicts!), ["paper", "paper_held_out"]);
    }
    const record = records.find(({ config }) => config.task === "record_entity")!.outcome;
    assertEquals(Object.keys(record.test), ["f1", "exact_match", "score"]);
    const table = await Deno.readTextFile(
      join(setting.results, "tables/superglue-paper-partial.md"),
    );
    assertMatch(table, /ReCoRD/);
  }));

function selections<T extends { readonly selection: string }>(
  verdicts: readonly T[],
): Record<string, T> {
  return Object.fromEntries(verdicts.map((verdict) => [verdict.selection, verdict]));
}

/** Asserts that nothing is trained and that the reason is said in one sentence. */
async function assertRefused(
  setting: Setting,
  kind: typeof NotCached | typeof UsageError,
  sentence: RegExp,
): Promise<void> {
  const error = await assertRejects(
    () => run(setting, "small", { method: ["prompt"], task: ["rte"] }),
    kind,
  );
  assertMatch(error.message, sentence);
  assertEquals(await recordsOf(setting), []);
}

Deno.test("a Hub that refuses ends it in one sentence before anything is trained", () =>
  withHub(async (setting) => {
    const { server, model, data } = setting;
    const whole = server.repositories[data]!;
    const path = "rte/train-00000-of-00001.parquet";

    server.repositories[model] = { ...server.repositories[model]!, token: "hf_needed" };
    await assertRefused(setting, UsageError, /"google-t5\/t5-small".*private \(401\)/);
    Deno.env.set("HF_TOKEN", "hf_needed"); // the data needs none

    server.repositories[data] = { ...whole, commit: "0".repeat(40) };
    await assertRefused(setting, UsageError, /"aps\/super_glue".*has no revision "\w{40}" \(404\)/);

    server.repositories[data] = whole;
    const wrong = whole.files[path]!.slice();
    wrong[9]! ^= 1;
    server.fault = ({ url }) => url.endsWith(path) ? new Response(wrong) : undefined;
    await assertRefused(setting, NotCached, /checksum of "rte\/train-.*" must be \w{40}/);

    server.fault = undefined;
    Deno.env.set("HF_ENDPOINT", "http://127.0.0.1:9"); // nobody is there
    await assertRefused(
      setting,
      NotCached,
      /does not answer: run `deno task fetch aps\/super_glue/,
    );
    Deno.env.set("HF_ENDPOINT", server.endpoint);
    assertEquals((await run(setting, "small", { method: ["prompt"], task: ["rte"] })).code, 0);

    // the Hub's own answer is consistent, but it is not the content of the first fetch
    const changed = { ...whole.files, [path]: whole.files["cb/train-00000-of-00001.parquet"]! };
    server.repositories[data] = { ...whole, files: changed };
    await Deno.remove(join(Deno.env.get("HF_HOME")!, "hub"), { recursive: true });
    const error = await assertRejects(
      () => run(setting, "small", { method: ["mlp_prompt"], task: ["rte"] }),
      UsageError,
    );
    assertMatch(error.message, /rte\/train.*SHA-256 must be (\w{64}): file has (\w{64})/);
    const [, first, now] = error.message.match(/must be (\w{64}): file has (\w{64})/)!;
    assertNotEquals(first, now);
  }));

Deno.test("a model that cannot fit is refused before its weights are fetched", () =>
  withHub(async (setting) => {
    const { server, model } = setting;
    const whole = server.repositories[model]!;
    const config = JSON.parse(new TextDecoder().decode(whole.files["config.json"]));
    const huge = JSON.stringify({ ...config, d_model: 65536, d_ff: 262144, num_layers: 96 });
    const files = { ...whole.files, "config.json": new TextEncoder().encode(huge) };
    server.repositories[model] = { ...whole, files };
    await assertRefused(
      setting,
      UsageError,
      /it needs about \d+ GiB, but .* has \d+ GiB: use a GPU/,
    );
    assertEquals(server.downloads, ["config.json all"]);
  }));
