import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { EXPERIMENTS } from "../../src/experiments/mod.ts";
import { TIERS } from "../../src/experiments/tiers.ts";
import { judge, type Verdict, watermark } from "../../src/report/claim.ts";
import {
  claimsToHtml,
  claimsToMarkdown,
  closingToMarkdown,
  closingToText,
  summaryToMarkdown,
} from "../../src/report/closing.ts";
import type { Claim, ShownExperiment } from "../../src/report/view.ts";
import { fakeResult } from "./_fake.ts";
import { assertSnapshot } from "./_snapshot.ts";
import { BROKEN, SMALL, TIER, WHOLE } from "./_small.ts";

/** Judges one claim where the residual prompt is ahead by these points, by seed. */
function judgeLead(lead: readonly number[], change: Partial<Claim> = {}): Verdict {
  const claims = [{ ...(SMALL.view.claims as readonly Claim[])[0]!, ...change } as Claim];
  const experiment: ShownExperiment = { ...SMALL, view: { ...SMALL.view, claims } };
  return judge(fakeResult(experiment, TIER, ({ method }) => ({
    score: (seed) => method === "residual_prompt" ? 0.6 + lead[seed]! / 100 : 0.6,
  })))[0]!;
}

Deno.test("judge() says what is supported, contradicted and inconclusive", () => {
  assertEquals(judgeLead([4, 5, 6]).word, "supported");
  assertEquals(judgeLead([-4, -5, -6]).word, "contradicted");
  assertEquals(judgeLead([-5, 0, 6]).word, "inconclusive");
  assertStringIncludes(judgeLead([-5, 0, 6]).evidence, "the interval includes 0");
});

Deno.test("judge() says what is left of a word where other test rows count, too", () => {
  const lead = (blocks: readonly number[]) => {
    const result = fakeResult(SMALL, TIER, ({ method }) => ({
      score: (seed) => method === "residual_prompt" ? 0.64 + seed / 100 : 0.6,
    }));
    const cells = result.cells.map((cell) => ({
      ...cell,
      records: cell.records.map((record) => {
        const { method } = record.config;
        const jackknife = blocks.map((points) => method === "residual_prompt" ? points / 100 : 0);
        return { ...record, outcome: { ...record.outcome, jackknife } };
      }),
    }));
    return judge({ ...result, cells })[0]!;
  };
  assertEquals(lead([5, 5, 5]).wordForOtherRows, "supported");
  assertEquals(lead([1, 5, 9]).word, "supported");
  assertEquals(lead([1, 5, 9]).wordForOtherRows, "inconclusive");
  assertStringIncludes(lead([1, 5, 9]).evidence, "interval for other seeds and test examples");
  assertEquals(judgeLead([4, 5, 6]).wordForOtherRows, null); // records that know no blocks
});

Deno.test("judge() of no_worse asks for the margin only", () => {
  const change = { kind: "no_worse", margin: 2 } as const;
  assertEquals(judgeLead([-1, -1.1, -0.9], change).word, "supported");
  assertEquals(judgeLead([-3, -3.1, -2.9], change).word, "contradicted");
  assertEquals(judgeLead([-6, 0, 1], change).word, "inconclusive");
  assertStringIncludes(judgeLead([-6, 0, 1], change).evidence, "the interval includes −2.0");
});

Deno.test("judge() of no_worse asks each task by itself as well", () => {
  const claims = [
    { ...(SMALL.view.claims as readonly Claim[])[0]!, kind: "no_worse", margin: 2 } as Claim,
  ];
  const experiment: ShownExperiment = { ...SMALL, view: { ...SMALL.view, claims } };
  const verdict = judge(fakeResult(experiment, TIER, ({ method, task }) => ({
    score: () => method === "residual_prompt" ? (task === "cb" ? 0.55 : 0.61) : 0.6,
  })))[0]!;
  assertEquals(verdict.word, "supported"); // −5, +1, +1: −1 on average
  assertStringIncludes(
    verdict.evidence,
    "margin 2 points, met by 2 of 3 tasks on their own intervals, not by CB",
  );
});

Deno.test("judge() gives the mean over tasks and seeds with its interval", () => {
  const { effect, evidence } = judge(WHOLE)[0]!;
  assertAlmostEquals(effect!.here.mean, 5, 1e-9);
  assertStringIncludes(evidence, "+5.0 points");
  assertStringIncludes(evidence, "3 tasks × 3 seeds, 3 of 3 on the claim's side");
});

Deno.test("judge() refuses where no task has three seeds", () => {
  const verdict = judge(fakeResult(SMALL, TIER, () => ({ seeds: [0, 1] })))[0]!;
  assertEquals(verdict.word, "not judged");
  assertEquals(verdict.effect, null);
  assertStringIncludes(verdict.evidence, "needs 3 paired seeds on a task, has 2");
});

Deno.test("judge() counts the tasks that have three seeds and names the others", () => {
  const { word, evidence } = judge(BROKEN)[0]!;
  assertEquals(word, "supported");
  assertStringIncludes(evidence, "1 task × 3 seeds");
  assertStringIncludes(evidence, "excluded for fewer than 3 seeds: CB, WSC");
});

Deno.test("judge() of equal counts needs no interval", () => {
  const change = {
    kind: "equal_count",
    count: "storedParameters",
  } as const;
  assertEquals(judgeLead([1, 1, 1], change).word, "holds");
  const other = { ...change, left: { method: "Fine-tuning" } };
  assertEquals(judgeLead([1, 1, 1], other).word, "does not hold");
  assertEquals(judgeLead([1, 1, 1], change).chance, null);
});

Deno.test("watermark() lets no other tier speak for the paper's numbers", () => {
  for (const name of ["mini", "small"] as const) {
    assertStringIncludes(watermark(TIERS[name]), "not whether the paper's numbers are reproduced");
  }
  for (const text of [claimsToMarkdown(WHOLE), claimsToHtml(WHOLE), closingToMarkdown([WHOLE])]) {
    assertStringIncludes(text, watermark(TIER));
  }
  const flat = closingToText([WHOLE]).replace(/\s+/g, " ");
  assertStringIncludes(flat, watermark(TIER));
});

Deno.test("claimsToMarkdown() has numbers in columns, and remarks only where there are any", () => {
  assertEquals(claimsToMarkdown(WHOLE).match(/^- /m), null);
  assertMatch(claimsToMarkdown(WHOLE), /\| for other tasks \|.*\n.*\n.*\| 3 of 3 \|/);
  assertMatch(claimsToMarkdown(BROKEN), /^- .*: excluded for fewer than 3 seeds: CB, WSC\.$/m);
  assertEquals(claimsToMarkdown(BROKEN).match(/for other tasks/), null); // one tells nothing of others
});

Deno.test("closing tables look as they did", async () => {
  await assertSnapshot(claimsToMarkdown(BROKEN), "broken.claims.md");
  await assertSnapshot(closingToMarkdown([WHOLE, BROKEN]), "closing.md");
  await assertSnapshot(closingToText([WHOLE, BROKEN], 80), "closing.txt");
  await assertSnapshot(summaryToMarkdown([WHOLE, BROKEN]), "summary.md");
});

Deno.test("closingToText() keeps within the width of the terminal", () => {
  for (const line of closingToText([WHOLE, BROKEN], 60).split("\n")) {
    assertMatch(line, /^.{0,62}$/);
  }
});

Deno.test("claims have a column of the paper's only where it says something", () => {
  const html = (experiment: ShownExperiment) => claimsToHtml(fakeResult(experiment, TIER));
  assertStringIncludes(html(EXPERIMENTS.superglue), "In the paper");
  assert(!html(EXPERIMENTS.tuned).includes("In the paper"), "neither as a column nor explained");
});
