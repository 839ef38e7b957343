/** `deno task push` against a local Hub. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { push as pushFromScript } from "../../src/mod.ts";
import { inTempFolder } from "../_folder.ts";
import { namesOf, withPublishing } from "../hub/_publishing.ts";
import { savePrompt } from "../train/_adapters.ts";
import { call as callCommand } from "./_call.ts";

const call = (...args: string[]) => callCommand("push", ...args);

Deno.test("push shows what it uploads, and with --plan asks nobody", () =>
  withPublishing((server) =>
    inTempFolder(async (folder) => {
      const { out: adapter } = await savePrompt(folder);
      await Deno.writeTextFile(`${adapter}/mine.txt`, "mine");
      const plan = await call(adapter, "--repo", "ada/prompt", "--plan");
      assertEquals([plan.code, plan.err, server.seen], [0, "", []]);
      assertMatch(plan.out, /^To upload to ada\/prompt: 4 files, \d+\.\d kB\n {2}README\.md +\d/);
      assertStringIncludes(plan.out, "Not uploaded: mine.txt");

      const { code, out, err } = await call(adapter, "--repo", "ada/prompt", "--message", "Mine");
      assertEquals([code, out], [0, `${server.endpoint}/ada/prompt\n`]);
      assertStringIncludes(err, plan.out);
      assertMatch(err, /Published as commit [0-9a-f]{40}\n$/);
      assertEquals(server.uploads.commits, ["Mine"]);
      const files = ["README.md", "adapter_config.json", "adapter_model.safetensors", "kit.json"];
      assertEquals(namesOf(server, "ada/prompt"), [".gitattributes", ...files]);

      Deno.env.delete("HF_TOKEN");
      const refused = await call(adapter, "--repo", "ada/prompt");
      assertEquals([refused.code, refused.out], [2, ""]);
      assertStringIncludes(refused.err, "there is no token: set HF_TOKEN");
    })
  ));

Deno.test("push() publishes from a script what the command does", () =>
  withPublishing((server) =>
    inTempFolder(async (folder) => {
      const { out } = await savePrompt(folder);
      const notice = () => {};
      const { url, commit } = await pushFromScript(out, { repo: "ada/prompt", notice });
      assertEquals(url, `${server.endpoint}/ada/prompt`);
      assertEquals(commit, server.repositories["models/ada/prompt"]!.commit);
    })
  ));
