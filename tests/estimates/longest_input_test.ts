import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { longestInput } from "../../src/estimates/longest_input.ts";
import { inTempFolder } from "../_folder.ts";

Deno.test("longestInput() tells about how many tokens a file's longest input has", () =>
  inTempFolder(async (folder) => {
    const file = join(folder, "rows.jsonl");
    const inputs = ["abc", "a".repeat(90), "ab"];
    await Deno.writeTextFile(file, inputs.map((input) => JSON.stringify({ input })).join("\n\n"));
    assertEquals(longestInput(file), 30);
    assertEquals(longestInput(join(folder, "none.jsonl")), 0);
    await Deno.writeTextFile(file, "no JSON");
    assertEquals(longestInput(file), 0);
  }));
