import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { askPython, pythonPrograms } from "../../src/core/python.ts";
import { inTempFolder } from "../_folder.ts";

Deno.test("pythonPrograms() names that of a virtual environment first", () => {
  const before = Deno.env.get("VIRTUAL_ENV");
  Deno.env.set("VIRTUAL_ENV", "/some/venv");
  try {
    assertEquals(pythonPrograms(), [join("/some/venv", "bin", "python"), "python3", "python"]);
  } finally {
    before === undefined ? Deno.env.delete("VIRTUAL_ENV") : Deno.env.set("VIRTUAL_ENV", before);
  }
});

Deno.test("askPython() reads JSON, and nothing of a program that is missing or says something else", () =>
  inTempFolder(async (folder) => {
    const python = join(folder, "python");
    const says = async (text: string) => {
      await Deno.writeTextFile(python, `#!/bin/sh\necho '${text}'\n`);
      await Deno.chmod(python, 0o755);
      return await askPython(python, "print(1)");
    };
    assertEquals(await says('["a"]'), ["a"]);
    assertEquals(await says("no JSON"), undefined);
    assertEquals(await askPython(join(folder, "none"), ""), undefined);
  }));
