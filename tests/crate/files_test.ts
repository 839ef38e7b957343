import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, join, posix } from "node:path";
import { sha256 } from "../../src/core/hash.ts";
import { privatePlaces, ROOT } from "../../src/core/paths.ts";
import { parseRecord } from "../../src/lab/record.ts";
import { RunStore } from "../../src/lab/store.ts";
import { allRuns, resultId } from "../../src/report/cite.ts";
import { inTempFolder } from "../_folder.ts";
import { WHOLE } from "../report/_small.ts";
import { filesOf, graphOf, SET } from "./_crate.ts";

const FILES = await filesOf(SET);
const text = (path: string) => new TextDecoder().decode(FILES.get(path));

Deno.test("the manifest has the hash of every other file, and the metadata of what it describes", () => {
  const lines = text("manifest-sha256.txt").trimEnd().split("\n");
  const others = [...FILES].filter(([path]) => path !== "manifest-sha256.txt");
  assertEquals(
    lines.toSorted(),
    others.map(([path, bytes]) => `${sha256(bytes)}  ${path}`).sort(),
  );
  const listed = [...graphOf(FILES).values()].filter(({ "@id": id, sha256 }) =>
    FILES.has(id) && sha256 !== undefined
  );
  assert(listed.length > 10);
  for (const { "@id": path, ...entity } of listed) {
    const bytes = FILES.get(path)!;
    assertEquals([entity.sha256, entity.contentSize], [sha256(bytes), String(bytes.length)], path);
  }
});

Deno.test("each run has its record", () => {
  const runs = [...FILES.keys()].filter((path) => path.startsWith("results/runs/"));
  const records = runs.map((path) => parseRecord(text(path), path));
  const sorted = allRuns(WHOLE).toSorted((a, b) => a.runId < b.runId ? -1 : 1);
  assertEquals(records, sorted);
});

Deno.test("a run that diverged has its note where a results folder has it", async () => {
  const config = { ...allRuns(WHOLE)[0]!.config, seed: 7 };
  const failure = { runId: "x.seed7", config, kind: "diverged", reason: "NaN at step 3" } as const;
  const files = await filesOf({ ...SET, diverged: [failure] });
  await inTempFolder(async (folder) => {
    for (const [path, bytes] of files) {
      await Deno.mkdir(join(folder, dirname(path)), { recursive: true });
      await Deno.writeFile(join(folder, path), bytes);
    }
    const { failures, records } = await new RunStore(join(folder, "results")).load();
    assertEquals([...failures.values()], [failure]);
    assertEquals(records.size, allRuns(WHOLE).length);
  });
});

Deno.test("the page says what there is and how to repeat it, and its links lead to files", () => {
  const page = text("README.md");
  assertStringIncludes(page, resultId(WHOLE));
  assertStringIncludes(page, "npx -y deno@2.7.14 task reproduce small --tier mini");
  assertStringIncludes(page, "commit 0123456789ab");
  const links = [...page.matchAll(/\]\((?!https:)([^)]+)\)/g)].map(([, link]) => link!);
  assert(links.length > 0);
  assertEquals(links.filter((link) => !FILES.has(link)), []);
});

Deno.test("the links of a report lead to files of the crate", () => {
  const report = text("results/reports/small.md").replace(/^Notebook:.*$/m, ""); // a made-up name
  const links = [...report.matchAll(/\]\((?!https:)([^)]+)\)/g)]
    .map(([, link]) => posix.join("results/reports", link!));
  assert(links.includes("results/charts/small.svg"));
  assertEquals(links.filter((link) => !FILES.has(link)), []);
});

Deno.test("no file names a folder of this machine, whatever the result says", async () => {
  const question = `Is it in ${ROOT}?`;
  const result = { ...WHOLE, experiment: { ...WHOLE.experiment, question } };
  const texts = [...await filesOf({ ...SET, results: [result] })]
    .map(([path, bytes]) => ({ path, text: new TextDecoder().decode(bytes) }));
  const asking = texts.filter(({ text }) => text.includes("Is it in ./?"));
  assert(asking.length >= 4, "page, table, report and metadata have the question");
  const places = Object.keys(privatePlaces());
  const naming = texts.filter(({ text }) => places.some((place) => text.includes(place)));
  assertEquals(naming.map(({ path }) => path), []);
});

Deno.test("the licence of the kit is there where the results have it, too", async () => {
  assertEquals(FILES.has("LICENSE"), false);
  assertEquals((await filesOf({ ...SET, license: SET.kit.license })).has("LICENSE"), true);
});
