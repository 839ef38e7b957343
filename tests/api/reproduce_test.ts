import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { assemble } from "../../src/assembly/assemble.ts";
import { findExperiments, findTier } from "../../src/assembly/settings.ts";
import { UsageError } from "../../src/core/errors.ts";
import { reproduce as reproduceAll } from "../../src/lab/reproduce.ts";
import { reproduce } from "../../src/mod.ts";
import { JUPYTER_DISPLAY } from "../../src/notebook/display.ts";
import { inTempFolder } from "../_folder.ts";
import { FakeExecutor } from "../lab/fake.ts";

const NAME = "convergence";

/** Fills a results folder with made-up runs. */
async function makeRuns(folder: string): Promise<void> {
  const options = await assemble(findTier("mini", [0, 1, 2]), folder, {});
  const open = () => Promise.resolve(new FakeExecutor(1));
  await reproduceAll(findExperiments([NAME]), { ...options, open });
}

Deno.test("reproduce() reads finished runs and shows table, chart, claims and provenance", () =>
  inTempFolder(async (folder) => {
    await makeRuns(folder);
    const result = await reproduce(NAME, { tier: "mini", seeds: [0, 1, 2], results: folder });
    const bundles = [result.table(), result.chart(), result.claims(), result.provenance()].map(
      (part) => part[JUPYTER_DISPLAY](),
    );
    assertEquals(bundles.map((bundle) => "text/plain" in bundle), [true, true, true, true]);
    assertStringIncludes(String(bundles[0]!["text/html"]), "<table");
    assertStringIncludes(String(bundles[1]!["image/svg+xml"]), "<svg");
    assertStringIncludes(String(bundles[3]!["text/plain"]), "bibtex");
    const protocols = result.protocols()[JUPYTER_DISPLAY]();
    assertStringIncludes(String(protocols["text/plain"]), "No protocols to compare");
    const missing = result.missing()[JUPYTER_DISPLAY]();
    assertEquals(missing["text/plain"], "Nothing is missing.");
    assertEquals(result[JUPYTER_DISPLAY](), bundles[0]);
    assertEquals(Deno.inspect(result), bundles[0]!["text/plain"]);
    assertEquals(result.runs().length, 27);
    assertStringIncludes(result.csv(), "source,Task,Method,column,mean,sd,n,runs");
    assertStringIncludes(result.latex(), "\\begin{tabular}");
    const curves = (await result.curves({ seed: 0 }))[JUPYTER_DISPLAY]();
    assertStringIncludes(String(curves["image/svg+xml"]), "Learning curves");
  }));

Deno.test("a result names the folders of what its runs trained, where they were kept", () =>
  inTempFolder(async (folder) => {
    await makeRuns(folder);
    const result = await reproduce(NAME, { tier: "mini", seeds: [0, 1, 2], results: folder });
    const { task, method, seed, runId } = result.runs()[1]!;
    await assertRejects(() => result.adapters(), UsageError, "no run kept one");
    await Deno.mkdir(join(folder, "adapters", runId), { recursive: true });
    const where = { task: `${task}`, method: `${method}` };
    assertEquals(await result.adapters(where), [join(folder, "adapters", runId)]);
    assertEquals(await result.adapters({ ...where, seed: Number(seed) }), await result.adapters());
    const none = () => result.adapters({ method: "promt" });
    await assertRejects(none, UsageError, 'no run has method "promt": there are');
  }));

Deno.test("reproduce() refuses names that are not known", async () => {
  await assertRejects(() => reproduce("convergense"), UsageError, 'did you mean "convergence"');
  const only = { only: "task=rte,methd=prompt" };
  await assertRejects(() => reproduce(NAME, only), UsageError, 'did you mean "method"');
  await assertRejects(() => reproduce(NAME, { tier: "tiny" }), UsageError, 'tier "tiny"');
});
