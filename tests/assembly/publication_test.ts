/** Adapters from their folder to a local Hub, and back into the jobs that use them. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import {
  preparePublication,
  type PublicationWords,
  publish,
} from "../../src/assembly/publication.ts";
import { loadVersions } from "../../src/assembly/versions.ts";
import { UsageError } from "../../src/core/errors.ts";
import { evaluateSingle } from "../../src/jobs/evaluate.ts";
import { scoreSingle } from "../../src/jobs/score.ts";
import { trainSingle } from "../../src/jobs/train.ts";
import { withoutPlaces } from "../../src/lab/own_files.ts";
import { runNamer } from "../../src/lab/run_id.ts";
import { pinAdapter } from "../../src/train/initial_prompt.ts";
import { inTempFolder } from "../_folder.ts";
import { namesOf, textOf, withPublishing } from "../hub/_publishing.ts";
import { saveAdapter, savePrompt, trainedAdapter } from "../train/_adapters.ts";
import { QUIET, tinyConfig } from "../train/_folders.ts";
import { inSetting, PAIRS, writeLines } from "../train/_setting.ts";

const REPO = "ada/sleepy";
const SIGNAL = new AbortController().signal;

async function push(folder: string, changes: Partial<PublicationWords> = {}): Promise<string[]> {
  const notices: string[] = [];
  const publication = await preparePublication(folder, { repo: REPO, ...changes });
  const { url } = await publish(publication, SIGNAL, (line) => notices.push(line));
  assertEquals(url, `${Deno.env.get("HF_ENDPOINT")}/${REPO}`);
  return notices.filter((line) => !line.startsWith("Uploading"));
}

for (const checkpoint of ["t5/v1_0", "bert/tiny"]) {
  for (const method of ["residual_prompt", "full"]) {
    Deno.test(`${method} of ${checkpoint} scores alike from its folder and from the Hub`, () =>
      withPublishing((_server) =>
        inSetting(checkpoint, async ({ folder, model, data, out }) => {
          await trainSingle({ ...QUIET, config: tinyConfig({ model, data }, method), out });
          await push(out);
          const input = await writeLines(join(folder, "pairs.jsonl"), [
            ...PAIRS.filter(({ target }) => target !== "no maybe"),
          ]);
          const found = [];
          for (const adapter of [out, REPO]) {
            const notices: string[] = [];
            const notice = (line: string) => notices.push(line);
            const words = { data, task: "sleepy", answering: "rank", examples: null } as const;
            const job = { ...QUIET, notice, model, adapter };
            const scores = await evaluateSingle({ ...job, ...words });
            const told = notices.filter((line) => line.startsWith("The adapter was trained"));
            found.push([scores, told, await scoreSingle({ ...job, input })]);
          }
          assertEquals(found[1], found[0]);
          assertEquals((found[0]![0] as { split: string }).split, "test");
        })
      ));
  }
}

Deno.test("a training that starts from an adapter of the Hub is the one that starts from its folder", () =>
  withPublishing((_server) =>
    inSetting("t5/v1_0", async ({ folder, model, data, out }) => {
      await trainSingle({ ...QUIET, config: tinyConfig({ model, data }, "residual_prompt"), out });
      await push(out);
      const configs = await Promise.all([out, REPO].map(async (adapter) =>
        tinyConfig({ model, data }, "prompt", { initFrom: await pinAdapter(adapter) })
      ));
      const nameOf = runNamer(await loadVersions(), withoutPlaces);
      assertEquals(nameOf(configs[1]!), nameOf(configs[0]!));
      assert(configs[1]!.initFrom!.adapter.startsWith(`${REPO}@`));
      const losses = [];
      for (const [i, config] of configs.entries()) {
        const trained = await trainSingle({ ...QUIET, config, out: join(folder, `second${i}`) });
        losses.push(trained.losses);
      }
      assertEquals(losses[1], losses[0]);
    })
  ));

Deno.test("an adapter of another form takes the place of the one before, and of nothing else", () =>
  withPublishing((server) =>
    inTempFolder(async (folder) => {
      const { out, loaded } = await savePrompt(folder);
      assertEquals(await push(out, { private: true, message: "A prompt" }), []);
      const repository = server.repositories[`models/${REPO}`]!;
      const license = new TextEncoder().encode("mine");
      server.repositories[`models/${REPO}`] = {
        ...repository,
        files: { ...repository.files, "LICENSE": license, "notes.txt": license },
      };
      const dept = trainedAdapter(loaded, "dept", { promptLength: 2, maxLength: 4 });
      await saveAdapter(out, dept, loaded);
      const [notice] = await push(out, { private: true });
      assertStringIncludes(notice!, "who may see it stays as it is");
      const left = [".gitattributes", "LICENSE", "README.md", "adapter.safetensors", "kit.json"];
      assertEquals(namesOf(server, REPO), [...left, "notes.txt"]);
      assertEquals(server.uploads.commits, ["A prompt", "Upload adapter"]);
      assert(repository.token !== undefined, "it was made private");
    })
  ));

Deno.test("what stands beside an adapter of PEFT stays when the kit's takes its place", () =>
  withPublishing((server) =>
    inTempFolder(async (folder) => {
      const { out } = await savePrompt(folder);
      const bytes = new TextEncoder().encode("{}");
      const names = ["adapter_config.json", "adapter_model.safetensors", "tokenizer.json"];
      const files = [...names, "model.safetensors"].map((name) => [name, bytes]);
      server.repositories[`models/${REPO}`] = {
        commit: "3".repeat(40),
        files: Object.fromEntries(files),
      };
      await push(out);
      const now = [...names, "model.safetensors", "README.md", "kit.json"];
      assertEquals(namesOf(server, REPO), now.sort());
    })
  ));

Deno.test("a card that somebody changed on the Hub stays, until there is one of their own here", () =>
  withPublishing((server) =>
    inTempFolder(async (folder) => {
      const { out } = await savePrompt(folder);
      await push(out);
      await push(out); // the kit's own is replaced
      const repository = server.repositories[`models/${REPO}`]!;
      const changed = new TextEncoder().encode("# Changed there\n");
      server.repositories[`models/${REPO}`] = {
        ...repository,
        commit: "1".repeat(40),
        files: { ...repository.files, "README.md": changed },
      };
      const [notice] = await push(out);
      assertStringIncludes(notice!, "is not the kit's: it stays as it is");
      assertEquals(textOf(server, REPO, "README.md"), "# Changed there\n");
      await Deno.writeTextFile(join(out, "README.md"), "# Written here\n");
      assertEquals(await push(out), []);
      assertEquals(textOf(server, REPO, "README.md"), "# Written here\n");
    })
  ));

Deno.test("a repository that holds something else, and an id that is none, are refused", () =>
  withPublishing((server) =>
    inTempFolder(async (folder) => {
      const { out } = await savePrompt(folder);
      const weights = new TextEncoder().encode("weights");
      server.repositories[`models/${REPO}`] = {
        commit: "2".repeat(40),
        files: { "README.md": weights, "model.safetensors": weights },
      };
      await assertRejects(
        () => push(out),
        UsageError,
        'it holds "model.safetensors" and no adapter',
      );
      for (const repo of ["sleepy", "datasets/ada/sleepy", "ada/sleepy@v2", "ada/../x", "./x"]) {
        await assertRejects(() => push(out, { repo }), UsageError, `"${repo}"`);
      }
      await assertRejects(() => push(out, { base: "/models/t5" }), UsageError, "/models/t5");
      assertEquals(server.uploads.commits, []);
      Deno.env.delete("HF_TOKEN");
      server.seen.length = 0;
      await assertRejects(() => push(out), UsageError, "there is no token");
      assertEquals(server.seen, []);
    })
  ));

Deno.test("preparePublication() says what a repository is called", () =>
  inTempFolder(async (folder) => {
    const { out } = await savePrompt(folder);
    for (const repo of ["prompt", "ada/my prompt", "ada/..", "ada/prompt/v2", "ada/prompt@v2"]) {
      await assertRejects(
        () => preparePublication(out, { repo }),
        UsageError,
        `Cannot push to "${repo}": it must be the id of a model repository`,
      );
    }
  }));
