import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import {
  checkWritable,
  type Notebook,
  parseNotebook,
  readNotebook,
  renderNotebook,
  toText,
  writeNotebook,
} from "../../src/notebook/document.ts";
import { inTempFolder } from "../_folder.ts";

const notebook: Notebook = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells: [{ source: ["é\n", "b"], metadata: {}, id: "a", cell_type: "markdown" }],
};

Deno.test("toText() takes both forms of text", () => {
  assertEquals(toText(["a\n", "b"]), toText("a\nb"));
});

Deno.test("parseNotebook() says what is wrong with which notebook", () => {
  const refuse = (json: string, reason: string) =>
    assertThrows(() => parseNotebook(json, "a.ipynb"), UsageError, reason);
  refuse("{", 'Cannot read notebook "a.ipynb"');
  refuse("null", 'must have a list of "cells"');
  refuse(`{"cells": [], "nbformat": 3}`, "its format must be 4: current value is 3");
  refuse(`{"cells": [{"cell_type": "code"}], "nbformat": 4}`, "cell 1 must have");
});

Deno.test("renderNotebook() writes the very bytes that Jupyter writes", () => {
  // json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n", as nbformat.write does
  assertEquals(
    renderNotebook(notebook),
    `{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "a",
   "metadata": {},
   "source": [
    "é\\n",
    "b"
   ]
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
`,
  );
});

Deno.test("writeNotebook() gives back what it wrote and leaves nothing else behind", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "a.ipynb");
    await writeNotebook(path, notebook);
    await checkWritable(path);
    assertEquals(await readNotebook(path), notebook);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["a.ipynb"]);
  }));

Deno.test("writeNotebook() leaves no draft when it cannot replace the file", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "a.ipynb");
    await Deno.mkdir(join(path, "in the way"), { recursive: true });
    await assertRejects(() => writeNotebook(path, notebook), UsageError, "Cannot write notebook");
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["a.ipynb"]);
  }));

Deno.test("readNotebook() and checkWritable() report a missing place in one sentence", async () => {
  await assertRejects(() => readNotebook("no/such.ipynb"), UsageError, '"no/such.ipynb"');
  await assertRejects(() => checkWritable("no/such.ipynb"), UsageError, "Cannot write notebook");
});
