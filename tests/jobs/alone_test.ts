import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { alone } from "../../src/jobs/alone.ts";
import { inTempFolder } from "../_folder.ts";

Deno.test("alone() lets one at a time work for a folder, whatever slash ends its name", () =>
  inTempFolder(async (folder) => {
    const out = join(folder, "adapter");
    await alone(out, async () => {
      await assertRejects(
        () => alone(`${out}/`, () => Promise.resolve()),
        UsageError,
        "another training for it is under way",
      );
    });
    await assertRejects(
      () => alone(out, () => Promise.reject(new Error("No luck"))),
      Error,
      "luck",
    );
    assertEquals(await alone(out, () => Promise.resolve(1)), 1);
    assertEquals([...Deno.readDirSync(folder)], []);
  }));
