/** The whole way of a comparison, with workers whose runs are made up. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { compare, pinMethods, runComparison } from "../../src/api/compare.ts";
import { completeComparison } from "../../src/assembly/comparison.ts";
import { UsageError } from "../../src/core/errors.ts";
import { ROOT } from "../../src/core/paths.ts";
import { RunStore } from "../../src/lab/store.ts";
import { renderFiles } from "../../src/report/render.ts";
import type { ShownResult } from "../../src/report/view.ts";
import { inTempFolder } from "../_folder.ts";
import { besideTests } from "../lab/paths.ts";
import { taskLines } from "../train/_folders.ts";

const ARMS = [{ method: "residual_prompt" }, { method: "prompt" }];

/** Compares two methods on a file, by made-up runs. */
function run(data: string, results: string, worker: string): Promise<ShownResult> {
  const words = { model: "mini", tasks: [data], arms: ARMS, seeds: [0, 1, 2] };
  const machine = { worker, workers: 1 };
  const { signal } = new AbortController();
  return runComparison(completeComparison(words), results, machine, signal);
}

Deno.test("a comparison keeps its runs, wherever file and folder are moved", () =>
  inTempFolder(async (folder) => {
    const [here, there] = [join(folder, "here"), join(folder, "there")];
    await Deno.mkdir(here);
    await Deno.writeTextFile(join(here, "own.jsonl"), taskLines(60));
    const worker = besideTests("fake_worker.ts");
    const first = await run(join(here, "own.jsonl"), join(here, "results"), worker);
    assertEquals(first.cells.map(({ records }) => records.length), [3, 3]);
    await Deno.rename(here, there);
    const again = await run(join(there, "own.jsonl"), join(there, "results"), "no such script");
    assertEquals(again.cells.map(({ records }) => records), first.cells.map((it) => it.records));
    await Deno.writeTextFile(join(there, "own.jsonl"), taskLines(61));
    await run(join(there, "own.jsonl"), join(there, "results"), worker);
    assertEquals((await new RunStore(join(there, "results")).load()).records.size, 12);
  }));

Deno.test("the page of a comparison is about nothing but the comparison", () =>
  inTempFolder(async (folder) => {
    const data = join(folder, "own.jsonl");
    await Deno.writeTextFile(data, taskLines(60));
    const result = await run(data, folder, besideTests("fake_worker.ts"));
    const files = await renderFiles(result, folder);
    const page = await Deno.readTextFile(files.at(-1)!);
    assertStringIncludes(page, "Which of 2 methods scores highest on own?");
    assertStringIncludes(page, "**Mini T5, own**");
    assertStringIncludes(page, "Residual prompt tuning scores higher than Prompt tuning");
    const words = ["paper", "Tier ", "notebook", "reproduce", folder];
    const text = page.split("```bibtex")[0]!; // which cites the paper of the method
    assertEquals(words.filter((word) => text.includes(word)), []);
  }));

Deno.test("a comparison on a wrong file makes no run and says where it is wrong", () =>
  inTempFolder(async (folder) => {
    const data = join(folder, "own.jsonl");
    await Deno.writeTextFile(data, taskLines(60) + '{"input": "cats"}\n');
    await assertRejects(() => run(data, folder, "no such script"), UsageError, "own.jsonl:61");
  }));

Deno.test("a comparison on a wrong folder of rows makes no run either", () =>
  inTempFolder(async (folder) => {
    await Deno.mkdir(join(folder, "rows", "rte"), { recursive: true });
    for (const split of ["train", "val"]) {
      await Deno.writeTextFile(join(folder, "rows", "rte", `${split}.jsonl`), "cats\n");
    }
    const words = { model: "mini", tasks: ["rte"], data: join(folder, "rows"), arms: ARMS };
    const machine = { worker: "no such script", workers: 1 };
    await assertRejects(
      () => runComparison(completeComparison(words), folder, machine, new AbortController().signal),
      UsageError,
      "train.jsonl:1",
    );
  }));

Deno.test("pinMethods() takes names, settings and adapters", async () => {
  const adapter = join(ROOT, "tests/fixtures/peft/prompt_tuning");
  const [plain, started] = await pinMethods(["prompt", { method: "prompt", initFrom: adapter }]);
  assertEquals(plain, { method: "prompt" });
  assertEquals([started!.initFrom!.adapter, started!.initFrom!.sha256.length], [adapter, 64]);
});

Deno.test("compare() refuses what is unknown before anything starts", async () => {
  const options = { model: "mini", tasks: ["rte"], methods: ["promt"], results: "nowhere" };
  await assertRejects(() => compare(options), UsageError, 'did you mean "prompt"');
});
