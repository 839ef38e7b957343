import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { NotCached, UsageError } from "../../src/core/errors.ts";
import { ROOT } from "../../src/core/paths.ts";
import { wasm } from "../../src/engine/wasm.ts";
import type { Hub } from "../../src/hub/environment.ts";
import { missingInputs } from "../../src/assembly/inputs.ts";
import { readManifest } from "../../src/tasks/manifest.ts";
import { loadFolder } from "../../src/train/load.ts";
import { fetchModel, modelFolder } from "../../src/train/model_folder.ts";
import { cutOff, HubServer, type Repository } from "../hub/server.ts";
import { fakeConfig } from "../lab/fake.ts";
import { listNames, makeModelFolder } from "./_folders.ts";
import { inTempFolder } from "../_folder.ts";

const ID = "google/t5-base-lm-adapt";
const STRANGER = "org/bin-only";
const BIN = join(ROOT, "tests/fixtures/models/t5/v1_1/pytorch_model.bin");

interface Setting {
  readonly server: HubServer;
  readonly hub: Hub;
  /** Folder of the kit's conversions. */
  readonly converted: string;
}

/** Runs a test with a Hub that has the tiny T5 1.1 in the place of the real one. */
function hubTest(name: string, body: (setting: Setting) => Promise<void>): void {
  Deno.test(name, () =>
    inTempFolder(async (folder) => {
      await using server = new HubServer(await makeRepositories(folder));
      const variables = {
        KIT_CACHE: join(folder, "cache"),
        HF_HUB_CACHE: join(folder, "hub"),
        HF_ENDPOINT: server.endpoint,
      };
      const before = Object.keys(variables).map((name) => [name, Deno.env.get(name)] as const);
      for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
      try {
        const hub = {
          endpoint: server.endpoint,
          offline: false,
          cache: variables.HF_HUB_CACHE,
          retryDelays: [1],
          idleMs: 2000,
          notice: () => {},
        };
        await body({ server, hub, converted: join(variables.KIT_CACHE, "converted") });
      } finally {
        for (const [name, value] of before) {
          value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
        }
      }
    }));
}

async function makeRepositories(folder: string): Promise<Record<string, Repository>> {
  const { models } = await readManifest();
  const made = await makeModelFolder(join(folder, "made"), "t5/v1_1");
  const read = (name: string) => Deno.readFile(join(made, name));
  const files = {
    "config.json": await read("config.json"),
    "pytorch_model.bin": await Deno.readFile(BIN),
    "spiece.model": new Uint8Array(3),
  };
  const repository = { commit: "0123456789".repeat(4), files, large: ["pytorch_model.bin"] };
  return {
    [`models/${ID}`]: repository,
    [`models/${STRANGER}`]: repository,
    "models/google-t5/t5-base": {
      commit: models["google-t5/t5-base"]!.revision!,
      files: {
        "config.json": await read("config.json"),
        "tokenizer.json": await read("tokenizer.json"),
        "model.safetensors": await read("model.safetensors"),
      },
    },
  };
}

hubTest("modelFolder() fetches and converts a model that the manifest marks", async (setting) => {
  const { server, hub, converted } = setting;
  let isFirst = true;
  server.fault = ({ url }) => {
    if (!url.includes("/storage/") || !isFirst) return undefined;
    isFirst = false;
    return cutOff(Deno.readFileSync(BIN), 30_000);
  };
  const options = { hub, notice: () => {} };
  const folder = await modelFolder(ID, options);
  assert(folder.startsWith(join(converted, "google--t5-base-lm-adapt-")));
  assert(server.downloads.includes("pytorch_model.bin bytes=30000-"));
  const fetched = new Set(server.downloads.map((line) => line.split(" ")[0]!));
  assertEquals([...fetched].sort(), ["config.json", "pytorch_model.bin", "tokenizer.json"]);

  const { model, tokenizer } = await loadFolder(folder, await wasm.start({}));
  assertEquals([model.tokens.end, tokenizer.encode("cats").at(-1)], [1, 1]);

  const seen = server.seen.length;
  const offline = { ...options, hub: { ...hub, offline: true } };
  assertEquals(await modelFolder(ID, offline), folder);
  assertEquals(server.seen.length, seen);
});

hubTest("modelFolder() leaves other models with .bin weights alone", async ({ server, hub }) => {
  const error = await assertRejects(() => modelFolder(STRANGER, { hub }), UsageError);
  assertStringIncludes(error.message, `\`deno task convert ${STRANGER}\``);
  assertEquals(server.downloads, []);
});

hubTest("what is missing of a model to convert is told, and nothing made", async (setting) => {
  const { server, hub, converted } = setting;
  const offline = { hub: { ...hub, offline: true } };
  const error = await assertRejects(() => modelFolder(ID, offline), NotCached);
  assertStringIncludes(error.message, `run \`deno task convert ${ID}\` without HF_HUB_OFFLINE`);
  const config = { ...fakeConfig({ model: ID, data: "mini", task: "rte" }), seed: 0 };
  const { names, commands, bytes } = await missingInputs([config]);
  assertEquals([names, commands], [[ID], [`deno task convert ${ID}`]]);
  assertEquals(bytes, 4 * 247_577_856); // google's t5-v1_1-base has as many numbers
  assertEquals(server.seen, []);

  await fetchModel(ID, { hub });
  assertEquals((await missingInputs([config])).names, []);
  await assertRejects(() => Deno.stat(converted), Deno.errors.NotFound);
  await modelFolder(ID, offline);
  assertEquals(listNames(converted).length, 2); // with its lock
});
