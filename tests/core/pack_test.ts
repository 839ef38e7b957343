import { assert, assertEquals, assertRejects } from "@std/assert";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { hashFile } from "../../src/core/hash.ts";
import { pack, type PackedFile } from "../../src/core/pack.ts";
import { ROOT } from "../../src/core/paths.ts";
import { unpack } from "../../src/core/unpack.ts";
import { inTempFolder } from "../_folder.ts";

const DAY = new Date("2026-01-02T23:30:00Z");

async function* textFiles(texts: Readonly<Record<string, string>>): AsyncGenerator<PackedFile> {
  for (const [path, text] of Object.entries(texts)) {
    yield { path, bytes: new TextEncoder().encode(text) };
  }
}

Deno.test("what pack() packs, unpack() unpacks", () =>
  inTempFolder(async (folder) => {
    const texts = { "a.txt": "text ".repeat(10_000), "b/c/é.txt": "é", "b/empty.txt": "" };
    const archive = join(folder, "new", "archive.zip");
    await pack(archive, textFiles(texts), DAY);
    assert((await Deno.stat(archive)).size < 2000);
    const place = (name: string) => join(folder, "out", name);
    assertEquals(await unpack(archive, place), 3);
    for (const [path, text] of Object.entries(texts)) {
      assertEquals(await Deno.readTextFile(place(path)), text);
    }
    const bytes = new TextDecoder("latin1").decode(await Deno.readFile(archive));
    assertEquals(bytes.match(/b\/(?=PK)/g)?.length, 2, "an entry of the folder, with its record");
  }));

Deno.test("pack() gives the same bytes in every time zone", () =>
  inTempFolder(async (folder) => {
    const script = join(folder, "script.ts");
    const kit = pathToFileURL(join(ROOT, "src/core/pack.ts"));
    await Deno.writeTextFile(
      script,
      `import { pack } from "${kit}";
       const bytes = new TextEncoder().encode("text ".repeat(1000));
       const files = (async function* () { yield { path: "a/b.txt", bytes }; })();
       await pack(Deno.args[0]!, files, new Date("${DAY.toISOString()}"));`,
    );
    const hashes = await Promise.all(["Asia/Tokyo", "America/New_York"].map(async (zone, i) => {
      const archive = join(folder, `${i}.zip`);
      const { success, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "-q", "--config", join(ROOT, "deno.json"), script, archive],
        env: { TZ: zone },
      }).output();
      assert(success, new TextDecoder().decode(stderr));
      return await hashFile(archive);
    }));
    assertEquals(hashes[0], hashes[1]);
  }));

Deno.test("pack() leaves nothing if its files fail", () =>
  inTempFolder(async (folder) => {
    const archive = join(folder, "archive.zip");
    async function* failing(): AsyncGenerator<PackedFile> {
      yield* textFiles({ "a.txt": "a" });
      throw new RangeError("no more");
    }
    await assertRejects(() => pack(archive, failing(), DAY), RangeError, "no more");
    assertEquals([...Deno.readDirSync(dirname(archive))], []);
  }));
