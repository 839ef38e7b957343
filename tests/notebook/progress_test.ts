import { assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { notebookProgress, ProgressBar } from "../../src/notebook/progress.ts";

interface Shown {
  text: unknown;
  id: string;
  update: boolean;
}

function recorder() {
  const shown: Shown[] = [];
  const show = (bundle: Record<string, unknown>, id: string, update: boolean) => {
    shown.push({ text: bundle["text/plain"], id, update });
    return Promise.resolve();
  };
  return { shown, show };
}

const wait = (ms: number) => new Promise((go) => setTimeout(go, ms));

Deno.test("ProgressBar shows itself once and from then on updates the same place", async () => {
  const { shown, show } = recorder();
  const bar = new ProgressBar(2, "runs", show);
  bar.update(1, "rte, seed 0");
  await bar.finish("2 runs trained");
  assertEquals(shown.map(({ text }) => text), ["1/2 runs · rte, seed 0", "2 runs trained"]);
  assertEquals(shown.map(({ update }) => update), [false, true]);
  assertEquals(new Set(shown.map(({ id }) => id)).size, 1);
});

Deno.test("ProgressBar shows at most ten states a second, and always the last one", async () => {
  const { shown, show } = recorder();
  const bar = new ProgressBar(1000, "steps", show);
  for (let i = 1; i <= 1000; i++) bar.update(i);
  assertEquals(shown.length, 0, "sending has not blocked the loop");
  await wait(150);
  assertEquals(shown.map(({ text }) => text), ["1/1000 steps", "1000/1000 steps"]);
  await bar.finish();
  assertEquals(shown.length, 2);
});

Deno.test("ProgressBar.finish() shows a state that was still waiting", async () => {
  const { shown, show } = recorder();
  const bar = new ProgressBar(3, "steps", show);
  bar.update(1);
  bar.update(3);
  const start = performance.now();
  await bar.finish();
  assertLess(performance.now() - start, 90);
  assertEquals(shown.at(-1)?.text, "3/3 steps");
});

Deno.test("ProgressBar escapes what could be taken for HTML", async () => {
  const bundles: Record<string, unknown>[] = [];
  const bar = new ProgressBar(1, "<b>", (bundle) => {
    bundles.push(bundle);
    return Promise.resolve();
  });
  bar.update(1, "a & b");
  await bar.finish("<done>");
  assertStringIncludes(String(bundles[0]!["text/html"]), " 1/1 &lt;b&gt; · a &amp; b<");
  assertEquals(bundles[1]!["text/html"], "&lt;done&gt;");
});

Deno.test("ProgressBar shows nothing when there was nothing to do", async () => {
  const { shown, show } = recorder();
  await new ProgressBar(0, "runs", show).finish();
  assertEquals(shown, []);
});

Deno.test("notebookProgress() is nothing outside a notebook", () => {
  assertEquals(notebookProgress(10, "runs"), undefined);
});
