import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { Stamps } from "../../src/commands/stamps.ts";
import { inTempFolder } from "../_folder.ts";

Deno.test("isFresh() holds until the notebook or what it shows changes", () =>
  inTempFolder(async (folder) => {
    const notebook = join(folder, "a.ipynb");
    const path = join(folder, "stamps.json");
    await Deno.writeTextFile(notebook, "{}");
    const stamps = await Stamps.load(path);
    assertEquals(await stamps.isFresh(notebook, "x"), false);
    await stamps.set(notebook, "x");
    await stamps.save();
    const again = await Stamps.load(path);
    assertEquals(await again.isFresh(notebook, "x"), true);
    assertEquals(await again.isFresh(notebook, "y"), false);
    await Deno.writeTextFile(notebook, "{ }");
    assertEquals(await again.isFresh(notebook, "x"), false);
  }));

Deno.test("load() of a damaged file remembers nothing", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "stamps.json");
    await Deno.writeTextFile(path, "{");
    const stamps = await Stamps.load(path);
    await Deno.writeTextFile(join(folder, "a.ipynb"), "{}");
    assertEquals(await stamps.isFresh(join(folder, "a.ipynb"), "x"), false);
  }));
