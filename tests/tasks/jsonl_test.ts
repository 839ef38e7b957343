import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { inTempFolder } from "../_folder.ts";
import { readRows } from "./_rows.ts";

Deno.test("readLines() reads lines of any length, with and without a byte order mark", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "rows.jsonl");
    const rows = [{ input: "ä".repeat(100_000) }, { input: "😀" }];
    const text = rows.map((row) => JSON.stringify(row)).join("\r\n\n");
    for (const mark of ["", "\ufeff"]) {
      await Deno.writeTextFile(path, mark + text);
      assertEquals(await readRows(path), rows);
    }
  }));

Deno.test("readLines() names file and line of a text that is not Unicode", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "rows.jsonl");
    const latin = Uint8Array.from('{}\n{"input": "caf\xe9"}\n', (it) => it.charCodeAt(0));
    await Deno.writeFile(path, latin);
    await assertRejects(() => readRows(path), UsageError, 'rows.jsonl:2": the line is not UTF-8');
    await Deno.writeTextFile(path, '{"choices": ["a", "\\ud800"]}');
    await assertRejects(() => readRows(path), UsageError, 'rows.jsonl:1": a text has half of');
  }));

Deno.test("readLines() names a folder, and a file that is not there", () =>
  inTempFolder(async (folder) => {
    await assertRejects(() => readRows(folder), UsageError, `"${folder}": it is a folder`);
    const none = join(folder, "none.jsonl");
    await assertRejects(() => readRows(none), UsageError, `Cannot read "${none}"`);
  }));

Deno.test("readLines() reads standard input for -", async () => {
  const module = new URL("../../src/tasks/jsonl.ts", import.meta.url);
  const code = `import { readLines } from "${module}";
    for await (const { line } of readLines("-")) console.log(line);`;
  const args = ["eval", "--no-lock", code];
  const child = new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "piped" })
    .spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode('{"a": 1}\n{"a": 2}'));
  await writer.close();
  const { stdout } = await child.output();
  assertEquals(new TextDecoder().decode(stdout), "1\n2\n");
});
