import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { EXPERIMENTS } from "../../src/experiments/mod.ts";
import { main } from "../../src/notebook/cli.ts";
import { readNotebook, writeNotebook } from "../../src/notebook/document.ts";
import { codeNotebook, shownBy } from "./_notebooks.ts";

interface Session {
  folder: string;
  /** Runs the command; returns its exit code and what it said on stderr. */
  run(...args: string[]): Promise<{ code: number; said: string }>;
}

async function withFolder(use: (session: Session) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const original = console.error;
  const run = async (...args: string[]) => {
    let said = "";
    console.error = (line: string) => said += line + "\n";
    try {
      return { code: await main(args, folder), said };
    } finally {
      console.error = original;
    }
  };
  try {
    await use({ folder, run });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("notebooks executes the named notebooks in place and returns 0", () =>
  withFolder(async ({ folder, run }) => {
    const first = join(folder, "00_first.ipynb"), second = join(folder, "01_second.ipynb");
    await writeNotebook(first, codeNotebook("6 * 7"));
    await writeNotebook(second, codeNotebook("8 * 8"));
    const { code, said } = await run("second");
    assertEquals(code, 0);
    assertStringIncludes(said, "ok 01_second.ipynb (");
    assertEquals(shownBy(await readNotebook(first)), [[]]);
    assertEquals(shownBy(await readNotebook(second)), [["64"]]);
    const bytes = await Deno.readTextFile(second);
    await run("01_second");
    assertEquals(await Deno.readTextFile(second), bytes, "a second run gives the same bytes");
  }));

Deno.test("notebooks returns 1 when one fails, and still executes the others", () =>
  withFolder(async ({ folder, run }) => {
    const bad = join(folder, "00_bad.ipynb"), good = join(folder, "01_good.ipynb");
    await writeNotebook(bad, codeNotebook(`throw new Error("boom")`));
    await writeNotebook(good, codeNotebook("1"));
    const { code, said } = await run("--jobs", "2");
    assertEquals(code, 1);
    assertStringIncludes(said, "FAILED 00_bad.ipynb, cell 1\n");
    assertStringIncludes(said, "Error: boom");
    assertEquals(shownBy(await readNotebook(bad)), [["Error: boom"]]);
    assertEquals(shownBy(await readNotebook(good)), [["1"]]);
  }));

Deno.test("notebooks --check writes nothing and returns 1 on other outputs or wrong types", () =>
  withFolder(async ({ folder, run }) => {
    const path = join(folder, "00_a.ipynb");
    await writeNotebook(path, codeNotebook(`"took 12 ms"`));
    const bytes = await Deno.readTextFile(path);
    const changed = await run("--check");
    assertEquals(changed.code, 1);
    assertStringIncludes(changed.said, "CHANGED 00_a.ipynb: outputs of cell 1 differ");
    assertEquals(await Deno.readTextFile(path), bytes);
    await run();
    assertEquals((await run("--check")).code, 0);
    await writeNotebook(path, codeNotebook(`const n: number = "word";`));
    const mistyped = await run("--check");
    assertEquals(mistyped.code, 1);
    assertStringIncludes(mistyped.said, "00_a.ipynb, cell 1, line 1:7");
  }));

Deno.test("notebooks returns 2 on wrong arguments and says what is right", () =>
  withFolder(async ({ folder, run }) => {
    await writeNotebook(join(folder, "00_superglue.ipynb"), codeNotebook());
    const refuse = async (args: string[], ...parts: string[]) => {
      const { code, said } = await run(...args);
      assertEquals(code, 2);
      for (const part of parts) assertStringIncludes(said, part);
    };
    await refuse(["--tiemout", "3"], 'option "--tiemout"', 'did you mean "timeout"');
    await refuse(["--timeout", "soon"], 'current value is "soon"');
    await refuse(["--jobs", "0.5"], "an integer >= 1"); // no notebook would be executed
    await refuse(["superglu"], 'notebook "superglu"', 'did you mean "superglue"');
    await refuse([join(folder, "none.ipynb")], "Cannot read notebook");
    await refuse(["--new", "few_shots"], 'experiment "few_shots"', 'did you mean "few_shot"');
    assertEquals((await run("--new", "superglue")).code, 0);
    await refuse(["--new", "superglue"], '01_superglue.ipynb": a notebook is there already');
    await Deno.writeTextFile(join(folder, "01_torn.ipynb"), "{");
    await refuse(["torn"], "Cannot read notebook");
  }));

Deno.test("notebooks --new writes the notebook that an experiment names, with its question", () =>
  withFolder(async ({ folder, run }) => {
    assertEquals((await run("--new", "few_shot", "--cost", "1 min")).code, 0);
    const { title, question, source, notebook } = EXPERIMENTS.few_shot;
    const { cells } = await readNotebook(join(folder, notebook));
    assertEquals(cells.length, 8);
    for (const text of [`# ${title}`, question, source, "1 min"]) {
      assertStringIncludes(cells[0]!.source.toString(), text);
    }
    assertStringIncludes(cells[2]!.source.toString(), `reproduce("few_shot", {`);
  }));
