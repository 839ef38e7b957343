import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { hostname } from "node:os";
import { ROOT } from "../../src/core/paths.ts";
import { hidePlaces, traceRun } from "../../src/lab/provenance.ts";
import { describeSource, hashFolder } from "../../src/lab/source.ts";
import { fakeConfig, fakeExecution, nameOf } from "./fake.ts";
import { inTempFolder } from "../_folder.ts";

const config = { ...fakeConfig(), seed: 0 };

Deno.test("traceRun() names what made a run, and no place, person or host", async () => {
  const home = Deno.env.get("HOME") ?? "";
  const execution = {
    ...fakeExecution(config),
    engine: { engine: "fake", libraries: [join(ROOT, "lib"), join(home, "cache", "lib")] },
  };
  const source = await describeSource(ROOT);
  const provenance = traceRun(nameOf(config), execution, source, { [ROOT]: "./", [home]: "~" });
  assertMatch(provenance.command, /^npx -y deno@[\d.]+ task verify mini\.prompt\.rte\.seed0-/);
  assertMatch(provenance.hashes.code, /^[0-9a-f]{64}$/);
  assertEquals(provenance.versions.arquero, "8.0.1");
  assertEquals(provenance.versions.deno, Deno.version.deno);
  const text = JSON.stringify(provenance);
  for (const secret of [ROOT.replace(/\/$/, ""), hostname(), ...(home ? [home] : [])]) {
    assertEquals(text.includes(secret), false, `it names "${secret}"`);
  }
});

Deno.test("hidePlaces() hides a folder where a path begins with it, and no part of another path", () => {
  const places = { "/kit": "." };
  assertEquals(hidePlaces(["/kit/lib", "file:///kit/lib"], places), ["./lib", "file://./lib"]);
  assertEquals(hidePlaces(JSON.stringify("no\n/kit/lib"), places), '"no\\n./lib"');
  const others = ["https://example.org/kit", "../kit", "@residual-prompts/kit"];
  assertEquals(hidePlaces(others, places), others);
});

Deno.test({
  name: "describeSource() of a checkout has its commit",
  ignore: !existsSync(join(ROOT, ".git")), // an archive has none
  fn: async () => assertMatch((await describeSource(ROOT)).commit!.id, /^[0-9a-f]{40}$/),
});

Deno.test("describeSource() of a folder without git has no commit", () =>
  inTempFolder(async (folder) => {
    await Deno.mkdir(join(folder, "src"));
    await Deno.writeTextFile(join(folder, "src", "a.ts"), "1");
    await Deno.writeTextFile(
      join(folder, "src", "import_map.json"),
      '{"imports":{"x":"npm:@a/x@1.2.3"}}',
    );
    const { commit, versions } = await describeSource(folder);
    assertEquals(commit, null);
    assertEquals(versions["@a/x"], "1.2.3");
  }));

Deno.test("hashFolder() depends on names and contents", () =>
  inTempFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "a.ts"), "1");
    const one = await hashFolder(folder);
    await Deno.writeTextFile(join(folder, "a.ts"), "2");
    const two = await hashFolder(folder);
    await Deno.rename(join(folder, "a.ts"), join(folder, "b.ts"));
    const three = await hashFolder(folder);
    assertEquals(new Set([one, two, three]).size, 3);
    assertNotEquals(one, two);
  }));
