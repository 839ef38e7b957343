import { assertEquals, assertRejects } from "@std/assert";
import { TextReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { basename, join } from "node:path";
import { unpack } from "../../src/core/unpack.ts";
import { inTempFolder } from "../_folder.ts";

Deno.test("unpack() writes the wanted files only, and fails on a cut archive", () =>
  inTempFolder(async (folder) => {
    const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
    await writer.add("a/wanted.txt", new TextReader("text ".repeat(100_000)));
    await writer.add("a/other.txt", new TextReader("other"));
    const bytes = await writer.close();
    const archive = join(folder, "archive.zip");
    await Deno.writeFile(archive, bytes);
    const out = join(folder, "out");
    const place = (name: string) => name === "a/wanted.txt" ? join(out, basename(name)) : undefined;
    const told: [number, number][] = [];
    assertEquals(await unpack(archive, place, (...numbers) => told.push(numbers)), 1);
    assertEquals([...Deno.readDirSync(out)].map(({ name }) => name), ["wanted.txt"]);
    assertEquals(await Deno.readTextFile(join(out, "wanted.txt")), "text ".repeat(100_000));
    const [done, total] = told.at(-1)!;
    assertEquals(done, total);

    const damaged = bytes.slice();
    damaged.fill(0xff, 80, 300); // inside the first file's compressed bytes
    await Deno.writeFile(archive, damaged);
    await assertRejects(() => unpack(archive, place));
  }));

Deno.test("unpack() writes stored files, and finds a byte that changed in one", () =>
  inTempFolder(async (folder) => {
    const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, level: 0 });
    await writer.add("stored.txt", new TextReader("stored"));
    await writer.add("empty.txt", new TextReader(""));
    const bytes = await writer.close();
    const archive = join(folder, "archive.zip");
    await Deno.writeFile(archive, bytes);
    const place = (name: string) => join(folder, "out", name);
    assertEquals(await unpack(archive, place), 2);
    assertEquals(await Deno.readTextFile(place("stored.txt")), "stored");
    assertEquals(await Deno.readTextFile(place("empty.txt")), "");

    const at = new TextDecoder("latin1").decode(bytes).indexOf("stored", 40); // behind the name
    bytes[at] = bytes[at]! ^ 1;
    await Deno.writeFile(archive, bytes);
    await assertRejects(() => unpack(archive, place), Error, "must have CRC-32");
  }));
