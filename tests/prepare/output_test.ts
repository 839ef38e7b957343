import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { writeRows } from "../../src/prepare/output.ts";
import { inTempFolder } from "../_folder.ts";
import { listNames } from "../train/_folders.ts";

Deno.test("writeRows() leaves no rows where their note has no room", () =>
  inTempFolder(async (folder) => {
    const write = () =>
      writeRows(join(folder, "rows.jsonl"), [{ input: "a", target: "b" }], () => {
        throw new Error("No space left on device (os error 28)");
      });
    await assertRejects(write, UsageError, "the disk is full: free some space");
    assertEquals(listNames(folder), []);
  }));
