/** `deno task fetch` against a local Hub. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { basename, dirname } from "node:path";
import { fetch } from "../../src/commands/fetch.ts";
import { NotCached, UsageError } from "../../src/core/errors.ts";
import { push } from "../../src/mod.ts";
import { readManifest } from "../../src/tasks/manifest.ts";
import { inTempFolder } from "../_folder.ts";
import { withPublishing } from "../hub/_publishing.ts";
import { MODEL, withHub } from "../hub/superglue_hub.ts";
import { savePrompt } from "../train/_adapters.ts";

/** Calls the command and returns what it prints. */
async function printed(id: string, values: Record<string, string | boolean>): Promise<string> {
  const { log, error } = console;
  const lines: string[] = [];
  console.log = (line) => lines.push(line);
  console.error = () => {};
  try {
    assertEquals(await fetch.run({ values, positionals: [id] }), 0);
  } finally {
    Object.assign(console, { log, error });
  }
  return lines.join("\n");
}

Deno.test("fetch takes the commits that the manifest pins, as training does, unless told otherwise", () =>
  withHub(async ({ server }) => {
    const { models, datasets } = await readManifest();
    const asksForMain = () => server.seen.some(({ path }) => path.endsWith("/revision/main"));
    const { repo, revision } = datasets.super_glue!;
    const model = await printed(MODEL, {});
    const rows = await printed(repo, { dataset: true });
    assertEquals([model, rows].map((folder) => basename(folder)), [
      models[MODEL]!.revision,
      revision,
    ]);
    assert(!asksForMain());
    assertEquals(await printed(MODEL, { revision: "main" }), model); // the same commit here
    assert(asksForMain());

    Deno.env.set("HF_HUB_OFFLINE", "1");
    assertEquals(await printed(MODEL, {}), model);
    for (const values of [{}, { revision: revision! }]) {
      assertEquals(await printed(repo, { dataset: true, ...values }), rows);
    }
    await Deno.remove(`${rows}/wsc/train-00000-of-00001.parquet`);
    await assertRejects(() => printed(repo, { dataset: true }), NotCached, "HF_HUB_OFFLINE is set");
    await assertRejects(() => printed(repo, {}), UsageError, "it is a data set: add --dataset");
  }));

Deno.test("fetch converts a model that the manifest marks for it", () =>
  withHub(async () => {
    const folder = await printed("google/t5-base-lm-adapt", {});
    assertEquals(basename(dirname(folder)), "converted");
    assert((await Deno.stat(`${folder}/model.safetensors`)).isFile);
  }));

Deno.test("fetch --adapter brings an adapter, at a revision that is named", () =>
  withPublishing((server) =>
    inTempFolder(async (folder) => {
      const { out } = await savePrompt(folder);
      const { commit } = await push(out, { repo: "ada/prompt", notice: () => {} });
      const found = await printed("ada/prompt", { adapter: true });
      assertEquals(basename(found), commit);
      server.seen.length = 0;
      assertEquals(await printed("ada/prompt", { adapter: true, revision: commit }), found);
      assertEquals(server.seen, []);
    })
  ));
