import { assertRejects } from "@std/assert";
import { join } from "node:path";
import { checkTrainingFits, checkWeightsFit } from "../../src/assembly/single_memory.ts";
import { UsageError } from "../../src/core/errors.ts";
import { inTempFolder } from "../_folder.ts";
import { makeModelFolder, tinyConfig } from "../train/_folders.ts";

const MACHINE = { engine: "wasm", notice: () => {} };

/** Makes a model folder claim so many words. */
async function setVocabulary(folder: string, words: number): Promise<void> {
  const path = join(folder, "config.json");
  const config = JSON.parse(await Deno.readTextFile(path));
  await Deno.writeTextFile(path, JSON.stringify({ ...config, vocab_size: words }));
}

Deno.test("a single job is refused before it loads a model that no memory holds", () =>
  inTempFolder(async (folder) => {
    const model = await makeModelFolder(join(folder, "model"), "t5/v1_0");
    const config = tinyConfig({ model, data: join(folder, "sleepy.jsonl") }, "prompt");
    await checkTrainingFits(config, MACHINE);
    await checkWeightsFit({ model }, MACHINE);
    await setVocabulary(model, 1e14);
    const train = () => checkTrainingFits(config, MACHINE);
    await assertRejects(train, UsageError, `Cannot run "prompt" on "${model}": it needs about`);
    const score = () => checkWeightsFit({ model }, MACHINE);
    await assertRejects(score, UsageError, `Cannot load "${model}": its weights take about`);
  }));

Deno.test("a single job with a shipped model is never refused", async () => {
  await checkTrainingFits(tinyConfig({ model: "mini", data: "mini" }, "full"), MACHINE);
  await checkWeightsFit({ model: "mini" }, MACHINE);
});
