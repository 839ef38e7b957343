import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { from } from "arquero";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { ROOT } from "../../src/core/paths.ts";
import { inspect } from "../../src/mod.ts";
import { JUPYTER_DISPLAY } from "../../src/notebook/display.ts";
import { inTempFolder } from "../_folder.ts";
import { loadTiny, saveAdapter, trainedAdapter } from "../train/_adapters.ts";

/** Two saved prompts of one model, and their paths. */
async function savePrompts(folder: string): Promise<string[]> {
  const loaded = await loadTiny(join(folder, "base"), "t5/v1_0");
  const outs = [2, 3].map((promptLength) => join(folder, `prompt${promptLength}`));
  for (const [i, out] of outs.entries()) {
    const adapter = trainedAdapter(loaded, "prompt", { promptLength: 2 + i });
    await saveAdapter(out, adapter, loaded);
  }
  return outs;
}

Deno.test("inspect() gives one row for each token, which arquero reads, and a heat map", () =>
  inTempFolder(async (folder) => {
    const found = await inspect(await savePrompts(folder), { words: 2 });
    const tokens = from(found.tokens());
    assertEquals(tokens.array("adapter"), ["prompt2", "prompt2", "prompt3", "prompt3", "prompt3"]);
    assertEquals(tokens.array("token"), [0, 1, 0, 1, 2]);
    for (const words of tokens.array("words")) assertEquals(String(words).split(" ").length, 2);
    const bundle = (await found.heatmap())[JUPYTER_DISPLAY]();
    const svg = String(bundle["image/svg+xml"]);
    for (const text of ["Average tokens: cosine", "prompt2", "1.00"]) {
      assertStringIncludes(svg, `>${text}</text>`);
    }
  }));

Deno.test("inspect() gives one row for each module that another method changed", async () => {
  const model = join(ROOT, "tests/fixtures/models/t5/v1_0");
  const found = await inspect(join(ROOT, "tests/fixtures/peft/ia3_t5"), { model });
  const [first] = found.changes();
  assertEquals([first!.adapter, first!.kind], ["ia3_t5", "scale"]);
  assertEquals([found.tokens(), found.similarities()], [[], []]);
});

Deno.test("inspect() shows itself as tables, as text outside a notebook", () =>
  inTempFolder(async (folder) => {
    const [first] = await savePrompts(folder);
    const found = await inspect(first!, { words: 1 });
    const html = String(found[JUPYTER_DISPLAY]()["text/html"]);
    assertStringIncludes(html, "<h3>prompt2</h3>");
    assertStringIncludes(html, ">Nearest words (cosine)</th>");
    assertStringIncludes(Deno.inspect(found), "| Token | ");
    await assertRejects(() => found.heatmap(), UsageError, "inspect two or more adapters");
  }));
