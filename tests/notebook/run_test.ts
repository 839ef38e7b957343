import { assert, assertEquals, assertLess, assertMatch, assertRejects } from "@std/assert";
import { assertStringIncludes } from "@std/assert";
import { RunInterrupted } from "../../src/core/errors.ts";
import type { OutputMessage } from "../../src/notebook/message.ts";
import { runNotebook, type RunOptions } from "../../src/notebook/run.ts";
import { codeNotebook, outputsOf, shownBy } from "./_notebooks.ts";

const OPTIONS: RunOptions = { cwd: import.meta.dirname!, timeoutSeconds: 20 };
const REPAIR = `const { repairKernel } = await import("../../src/notebook/repair.ts");
await repairKernel();`;
const LINES = Array.from({ length: 100 }, (_, i) => `${i}\n`);

function update(text: string, more = ""): string {
  const bundle = JSON.stringify({ "text/plain": text });
  return `await Deno.jupyter.display(${bundle}, { raw: true, display_id: "bar"${more} });`;
}

async function isAlive(pid: number): Promise<boolean> {
  const ps = new Deno.Command("ps", { args: ["-o", "stat=", "-p", `${pid}`] });
  const state = new TextDecoder().decode((await ps.output()).stdout).trim();
  return state !== "" && !state.startsWith("Z"); // a zombie is dead, only not yet mourned
}

async function assertEndsSoon(pid: number): Promise<void> {
  for (let i = 0; i < 50 && await isAlive(pid); i++) await new Promise((go) => setTimeout(go, 100));
  assert(!await isAlive(pid), `process ${pid} is still there`);
}

Deno.test("runNotebook() keeps values, prints and displays, all and in order", async () => {
  const notebook = codeNotebook(
    "const one: number = 1; one + 1",
    `for (let i = 0; i < 100; i++) console.log(i);\n"last"`,
    update("0/2"),
    update("2/2", ", update: true"),
    `console.error("oops"); undefined`,
    `Deno.env.get("GREETING")`,
  );
  const cells: string[] = [];
  const { notebook: executed, failure } = await runNotebook(notebook, {
    ...OPTIONS,
    env: { GREETING: "hello" },
    onCell: (cell, of) => cells.push(`${cell}/${of}`),
  });
  assertEquals(failure, undefined);
  assertEquals(cells, ["1/6", "2/6", "3/6", "4/6", "5/6", "6/6"]);
  assertEquals(shownBy(executed), [
    ["2"],
    [LINES.join(""), `"last"`],
    ["2/2"],
    [],
    ["oops\n"],
    [`"hello"`],
  ]);
  assertEquals(shownBy(notebook), [[], [], [], [], [], []], "the given notebook must not change");
  const language = executed.metadata.language_info as Record<string, unknown>;
  assertEquals(language.name, "typescript");
  assertMatch(String(language.version), /^\d+\.\d+/); // a front end would write it, too
});

Deno.test("runNotebook() stops at an error and keeps it, with all that was printed before", async () => {
  const throws = `for (let i = 0; i < 100; i++) console.log(i);\nthrow new RangeError("boom");`;
  const { notebook, failure } = await runNotebook(codeNotebook("1", throws, "3"), OPTIONS);
  assertEquals([failure?.cell, failure?.ename, failure?.evalue], [2, "RangeError", "boom"]);
  assertEquals(shownBy(notebook), [["1"], [LINES.join(""), "RangeError: boom"], []]);
  const [first, , last] = notebook.cells;
  assert(first?.cell_type === "code" && first.execution_count === 1);
  assert(last?.cell_type === "code" && last.execution_count === null);
});

Deno.test("runNotebook() shows why a cell does not parse", async () => {
  const { notebook, failure } = await runNotebook(codeNotebook("let x = = 1;"), OPTIONS);
  assertEquals(failure?.cell, 1);
  assertMatch(shownBy(notebook)[0]!.join(), /Expression expected|does not parse/);
});

Deno.test("runNotebook() fails on a value that cannot be shown", async () => {
  const value = `({ [Symbol.for("Jupyter.display")]() { throw new Error("no picture"); } })`;
  const { failure } = await runNotebook(codeNotebook(value), OPTIONS);
  assertEquals(failure?.evalue, "no picture");
});

Deno.test("runNotebook() ends a cell that takes too long and keeps what it showed", async () => {
  const start = performance.now();
  const endless = `console.log(Deno.pid); while (true);`;
  const { notebook, failure } = await runNotebook(codeNotebook(endless), {
    ...OPTIONS,
    timeoutSeconds: 0.5,
  });
  assertLess(performance.now() - start, 10_000);
  assertEquals(failure?.evalue, "Cell took longer than 0.5 s");
  const [pid, error] = shownBy(notebook)[0]!;
  assertEquals(error, "TimeoutError: Cell took longer than 0.5 s");
  await assertEndsSoon(Number(pid));
});

Deno.test("runNotebook() reports a kernel that ends itself", async () => {
  const { notebook, failure } = await runNotebook(codeNotebook("Deno.exit(7)", "1"), OPTIONS);
  assertEquals(failure?.evalue, "Kernel ended with exit code 7");
  assertEquals(outputsOf(notebook)[0]?.length, 1);
});

Deno.test("runNotebook() lets an aborted cell finish cleanly, then leaves no process", async () => {
  const stopped = new AbortController();
  const file = await Deno.makeTempFile();
  const cell = `console.log(Deno.pid);
const { interruptSignal } = await import("../../src/notebook/interrupt.ts");
await new Promise((end) => interruptSignal().addEventListener("abort", end));
Deno.writeTextFileSync(${JSON.stringify(file)}, "cleaned up");`;
  let pid = 0;
  const onOutput = ({ type, content }: OutputMessage) => {
    if (type !== "stream") return;
    pid = Number(content.text);
    setTimeout(() => stopped.abort(), 300);
  };
  await assertRejects(
    () => runNotebook(codeNotebook(REPAIR, cell), { ...OPTIONS, signal: stopped.signal, onOutput }),
    RunInterrupted,
  );
  assertEquals(await Deno.readTextFile(file), "cleaned up");
  await assertEndsSoon(pid);
  await Deno.remove(file);
});

Deno.test("runNotebook() leaves no kernel behind even when its own process is killed", async () => {
  const script = `import { runNotebook } from "./run.ts";
import { codeNotebook } from "../../tests/notebook/_notebooks.ts";
await runNotebook(codeNotebook("console.log(Deno.pid); while (true);"), {
  cwd: ".", timeoutSeconds: 10, onOutput: ({ content }) => console.log(content.text),
});`;
  const folder = new URL("../../src/notebook/", import.meta.url);
  const run = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", "-"],
    cwd: folder,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const input = run.stdin.getWriter();
  await input.write(new TextEncoder().encode(script));
  await input.close();
  let text = "";
  for await (const part of run.stdout.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.includes("\n")) break;
  }
  run.kill("SIGKILL");
  await run.status;
  assertStringIncludes(text, "\n");
  await assertEndsSoon(Number(text));
});
