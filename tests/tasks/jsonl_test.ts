import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { readJsonl } from "../../src/tasks/jsonl.ts";
import { inTempFolder } from "../_folder.ts";

Deno.test("readJsonl() reads lines of any length, with and without a byte order mark", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "rows.jsonl");
    const rows = [{ input: "ä".repeat(100_000) }, { input: "😀" }];
    const text = rows.map((row) => JSON.stringify(row)).join("\r\n\n");
    for (const mark of ["", "\ufeff"]) {
      await Deno.writeTextFile(path, mark + text);
      assertEquals(await readJsonl(path), rows);
    }
  }));

Deno.test("readJsonl() names file and line of a text that is not Unicode", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "rows.jsonl");
    const latin = Uint8Array.from('{}\n{"input": "caf\xe9"}\n', (it) => it.charCodeAt(0));
    await Deno.writeFile(path, latin);
    await assertRejects(() => readJsonl(path), UsageError, 'rows.jsonl:2": the line is not UTF-8');
    await Deno.writeTextFile(path, '{"choices": ["a", "\\ud800"]}');
    await assertRejects(() => readJsonl(path), UsageError, 'rows.jsonl:1": a text has half of');
  }));

Deno.test("readJsonl() names a folder, and a file that is not there", () =>
  inTempFolder(async (folder) => {
    await assertRejects(() => readJsonl(folder), UsageError, `"${folder}": it is a folder`);
    const none = join(folder, "none.jsonl");
    await assertRejects(() => readJsonl(none), UsageError, `Cannot read "${none}"`);
  }));

Deno.test("readJsonl() reads standard input for -", async () => {
  const module = new URL("../../src/tasks/jsonl.ts", import.meta.url);
  const code = `import { readJsonl } from "${module}"; console.log((await readJsonl("-")).length)`;
  const args = ["eval", "--no-lock", code];
  const child = new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "piped" })
    .spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode('{"a": 1}\n{"a": 2}'));
  await writer.close();
  const { stdout } = await child.output();
  assertEquals(new TextDecoder().decode(stdout), "2\n");
});
