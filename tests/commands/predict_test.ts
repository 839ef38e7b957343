import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { main } from "../../src/cli.ts";
import { ROOT } from "../../src/core/paths.ts";
import { inTempFolder } from "../_folder.ts";

/** Runs `predict` with the mini model; returns the exit code and what went to either output. */
async function predict(...args: string[]): Promise<{ code: number; out: string[]; err: string }> {
  const { log, error } = console;
  const out: string[] = [];
  let err = "";
  console.log = (line: string) => void out.push(line);
  console.error = (line: string) => void (err += line);
  try {
    const code = await main(["predict", "--model", "mini", "--engine", "wasm", ...args]);
    return { code, out, err };
  } finally {
    Object.assign(console, { log, error });
  }
}

const ROWS = [
  { id: "a", input: "premise: sara has a rabbit. hypothesis: sara has a pet.", tags: [1] },
  { id: "b", input: "premise: sara has a scarf. hypothesis: nora has a scarf.", answered: null },
];

Deno.test("predict prints each line with its answer, the other fields as they were", () =>
  inTempFolder(async (folder) => {
    const input = join(folder, "rows.jsonl");
    await Deno.writeTextFile(input, ROWS.map((row) => `${JSON.stringify(row)}\n`).join(""));
    const choices = "entailment, not_entailment";
    const ranked = await predict("--input", input, "--choices", choices, "--answering", "rank");
    assertEquals(ranked.code, 0);
    const lines = ranked.out.map((line) => JSON.parse(line));
    assertEquals(
      lines.map(({ answer: _, logLikelihoods: __, probabilities: ___, ...row }) => row),
      ROWS,
    );
    assertEquals(Object.keys(lines[0].probabilities), choices.split(", "));
    const written = await predict("--input", input, "--examples", "1", "--maxNewTokens", "3");
    assertEquals(written.out.length, 1);
    assertEquals(Object.keys(JSON.parse(written.out[0]!)), [...Object.keys(ROWS[0]!), "answer"]);
  }));

Deno.test("predict reads standard input, and writes nothing but lines to standard output", async () => {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", "src/cli.ts", "predict", "--model", "mini", "--engine", "wasm"]
      .concat("--input", "-"),
    cwd: ROOT,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = command.stdin.getWriter();
  await writer.write(new TextEncoder().encode(ROWS.map((row) => JSON.stringify(row)).join("\n")));
  await writer.close();
  const { code, stdout, stderr } = await command.output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
  assertEquals(lines.map((line) => JSON.parse(line).id), ["a", "b"]);
  assertStringIncludes(new TextDecoder().decode(stderr), "answered 2/2");
});

Deno.test("predict writes the file of a task beside those of others, and never over one", () =>
  inTempFolder(async (folder) => {
    await Deno.mkdir(join(folder, "RTE"));
    const test = ROWS.map((row, idx) => {
      const [premise, hypothesis] = row.input.slice("premise: ".length).split(" hypothesis: ");
      return `${JSON.stringify({ premise, hypothesis, idx })}\n`;
    });
    await Deno.writeTextFile(join(folder, "RTE", "test.jsonl"), test.join(""));
    const out = join(folder, "out", "deep");
    const where = ["--task", "rte", "--data", folder, "--out", out, "--answering", "rank"];
    const first = await predict(...where);
    assertEquals([first.code, first.out], [0, [join(out, "RTE.jsonl")]]);
    const lines = (await Deno.readTextFile(join(out, "RTE.jsonl"))).trimEnd().split("\n");
    assertEquals(lines.map((line) => JSON.parse(line).idx), [0, 1]);
    for (const line of lines) assertMatch(JSON.parse(line).label, /^(not_)?entailment$/);
    const second = await predict(...where);
    assertEquals(second.code, 2);
    assertMatch(second.err, /Cannot write ".*RTE\.jsonl": it is already there/);
    const onFile = await predict(...where.with(5, join(folder, "RTE", "test.jsonl")));
    assertMatch(onFile.err, /Cannot write ".*RTE\.jsonl"/);
  }));

Deno.test("predict says which options contradict each other", async () => {
  const cases: readonly (readonly [readonly string[], string])[] = [
    [[], "without either --input or --task"],
    [["--input", "a", "--task", "rte"], "without either --input or --task"],
    [["--input", "a", "--out", "b"], "Cannot use --out with --input"],
    [["--task", "rte", "--choices", "a,b"], "Cannot use --choices with --task"],
    [["--task", "rte"], "without --out"],
    [["--task", "a.jsonl", "--out", "b"], "give a file with --input"],
    [["--task", "rte", "--out", "b"], `the rows of "mini": give --data super_glue, or a folder`],
    [["--input", "a", "--choices", "a,,b"], "none may be empty"],
    [["--input", "a", "--answering", "guess"], 'Cannot use --answering "guess"'],
    [["--input", "a", "--maxNewTokens", "0"], "Cannot use --maxNewTokens"],
    [["--task", "wsc_generate", "--data", "./x", "--out", "b"], "SuperGLUE's server takes"],
    [["--input", "nowhere.jsonl"], 'Cannot read "nowhere.jsonl"'],
  ];
  for (const [args, message] of cases) {
    const { code, err } = await predict(...args);
    assertEquals(code, 2, args.join(" "));
    assertStringIncludes(err, message);
  }
});
