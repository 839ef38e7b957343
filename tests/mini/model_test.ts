import { assert, assertEquals, assertGreater, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { hashFile } from "../../src/core/hash.ts";
import { SHIPPED_MODELS } from "../../src/core/shipped_models.ts";
import { OPTIMIZER, STAGES, STREAM_SCALE } from "../../src/mini/recipe.ts";
import { buildTokenizerJson, PIECES } from "../../src/mini/vocabulary.ts";
import { openWorkbench } from "../../src/train/workbench.ts";
import { noAdapter } from "../../src/train/adapter.ts";
import { answeringTexts } from "../../src/train/evaluate.ts";
import { finish } from "../../src/train/stepwise.ts";

/** Right answers by guessing, for the abilities that the eight tasks rest on. */
const CHANCE = {
  verify: 1 / 2,
  judge: 1 / 3,
  explain: 1 / 2,
  grade: 1 / 2,
  complete: 1 / 4, // at best one of the names of the story
  classify: 1 / 2,
  compare: 1 / 2,
  resolve: 1 / 2,
} as const;

for (const [model, folder] of Object.entries(SHIPPED_MODELS)) {
  const readJson = async (name: string) => JSON.parse(await Deno.readTextFile(join(folder, name)));

  Deno.test(`${model} is the model of its card: weights, recipe and tokenizer`, async () => {
    const { weightsSha256, stages, optimizer, streamScale } = await readJson("training.json");
    assertEquals(await hashFile(join(folder, "model.safetensors")), weightsSha256);
    const recipe = { stages: STAGES, optimizer: OPTIMIZER, streamScale: STREAM_SCALE };
    assertEquals({ stages, optimizer, streamScale }, JSON.parse(JSON.stringify(recipe)));
    const tokenizer = JSON.parse(JSON.stringify(buildTokenizerJson()));
    assertEquals(await readJson("tokenizer.json"), tokenizer);
  });

  Deno.test(`${model} is far above chance in every ability that a task rests on`, async () => {
    const { log } = await readJson("training.json");
    for (const [ability, chance] of Object.entries(CHANCE)) {
      assertGreater(log.at(-1).abilities[ability], chance + 0.2, ability);
    }
  });
}

Deno.test("the model card counts the vocabulary as it is", async () => {
  const card = await Deno.readTextFile(join(SHIPPED_MODELS["mini"]!, "README.md"));
  assertStringIncludes(card, `Its vocabulary has ${PIECES.length} pieces`);
});

Deno.test("the shipped models differ in their seed alone", async () => {
  const [first, second] = await Promise.all(
    Object.values(SHIPPED_MODELS).map(async (folder) =>
      JSON.parse(await Deno.readTextFile(join(folder, "training.json")))
    ),
  );
  assertEquals([first.seed, second.seed], [0, 1]);
  assertEquals(first.stages, second.stages);
  assert(first.weightsSha256 !== second.weightsSha256);
});

Deno.test({
  name: "the tasks are new to the mini model: without a prompt few answers are right",
  sanitizeResources: false, // an engine's library stays open as long as the process
  fn: zeroShot,
});

async function zeroShot() {
  const workbench = await openWorkbench({ engine: "auto", threads: 1 });
  const loaded = await workbench.model("mini");
  const config = {
    data: "mini",
    task: "boolq",
    shots: null,
    seed: 0,
    examples: { train: 1, dev: 1, test: 100 },
  };
  const data = await workbench.data(config);
  const adapted = { workbench, loaded, adapter: noAdapter() };
  const answers = finish(answeringTexts(adapted, "generate", data.task, data.test));
  const { score } = data.task.score(data.test, answers);
  assert(score < 0.5, `zero-shot score is ${score}`);
}
