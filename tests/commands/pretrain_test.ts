import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { parseInput } from "../../src/commands/command.ts";
import { pretrain } from "../../src/commands/pretrain.ts";
import { UsageError } from "../../src/core/errors.ts";
import { inTempFolder } from "../_folder.ts";

function run(...args: string[]): Promise<number> {
  return pretrain.run(parseInput(pretrain, args));
}

Deno.test("pretrain asks for a folder: it overwrites no model by default", async () => {
  await assertRejects(() => run(), UsageError, "without --out");
  await assertRejects(() => run("--out", ""), UsageError, "without --out");
});

Deno.test("pretrain refuses a folder with other files before it trains", () =>
  inTempFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "config.json"), "mine");
    await assertRejects(() => run("--out", folder), UsageError, "it contains other files");
    assertEquals(await Deno.readTextFile(join(folder, "config.json")), "mine");
  }));
