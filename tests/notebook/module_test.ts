import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { writeNotebook } from "../../src/notebook/document.ts";
import { checkTypes, toModule } from "../../src/notebook/module.ts";
import { codeNotebook } from "./_notebooks.ts";

Deno.test("toModule() joins the code cells and finds the cell of each line", () => {
  const notebook = codeNotebook("const a = 1;\nconst b = 2;\n\n", "", "a + b");
  notebook.cells.splice(1, 0, { cell_type: "markdown", id: "m", metadata: {}, source: "words" });
  const { source, locate } = toModule(notebook);
  assertEquals(source, "const a = 1;\nconst b = 2;\n\na + b\nexport {};\n");
  assertEquals([1, 2, 3, 4].map(locate), [
    { cell: 1, line: 1 },
    { cell: 1, line: 2 },
    { cell: 2, line: 1 },
    { cell: 3, line: 1 },
  ]);
});

Deno.test("checkTypes() names the notebook, the cell and the line, and leaves no file", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const good = join(folder, "good.ipynb"), bad = join(folder, "bad.ipynb");
    await writeNotebook(good, codeNotebook("const n: number = 1;", "n.toFixed(1)"));
    await writeNotebook(bad, codeNotebook("const n: number = 1;", `n;\nconst s: string = n;`));
    const complaints = await checkTypes([good, bad]);
    assertStringIncludes(complaints, "Type 'number' is not assignable to type 'string'");
    assertStringIncludes(complaints, "bad.ipynb, cell 2, line 2:7");
    assert(!complaints.includes("good.ipynb"));
    const left = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assertEquals(left, ["bad.ipynb", "good.ipynb"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
