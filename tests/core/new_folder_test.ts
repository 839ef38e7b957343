import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { withNewFolder } from "../../src/core/new_folder.ts";
import { inTempFolder } from "../_folder.ts";

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** Writes a file of that content into a folder. */
function filling(content: string): (folder: string) => Promise<void> {
  return (folder) => Deno.writeTextFile(join(folder, "file"), content);
}

const mayReplace = () => Promise.resolve(true);

Deno.test("withNewFolder() replaces what may be replaced, and leaves nothing else", () =>
  inTempFolder(async (folder) => {
    const place = join(folder, "made");
    await Deno.mkdir(place);
    await withNewFolder(place, filling("first"));
    await assertRejects(() => withNewFolder(place, filling("x")), UsageError, "other files");
    await withNewFolder(place, filling("second"), mayReplace);
    assertEquals(await Deno.readTextFile(join(place, "file")), "second");
    assertEquals(namesIn(folder), ["made"]);
  }));

Deno.test("withNewFolder() leaves what comes to the place meanwhile, and what it made beside", () =>
  inTempFolder(async (folder) => {
    const place = join(folder, "made");
    const beside = `${place}.${Deno.pid}`;
    await assertRejects(
      () =>
        withNewFolder(place, async (part) => {
          await filling("made")(part);
          await Deno.mkdir(place);
          await Deno.writeTextFile(join(place, "thesis.txt"), "years");
        }),
      UsageError,
      `has written there: the output is in "${beside}"`,
    );
    assertEquals(await Deno.readTextFile(join(place, "thesis.txt")), "years");
    assertEquals(await Deno.readTextFile(join(beside, "file")), "made");
    assertEquals(namesIn(folder), ["made", `made.${Deno.pid}`]);
  }));

Deno.test("withNewFolder() does not replace what another one made meanwhile", () =>
  inTempFolder(async (folder) => {
    const place = join(folder, "made");
    await withNewFolder(place, filling("old"), mayReplace);
    const work = async (part: string) => {
      await filling("late")(part);
      await Deno.remove(place, { recursive: true }); // as another process does that replaces it
      await Deno.mkdir(place);
      await filling("early")(place);
    };
    await assertRejects(
      () => withNewFolder(place, work, mayReplace),
      UsageError,
      "another process",
    );
    assertEquals(await Deno.readTextFile(join(place, "file")), "early");
  }));

Deno.test("withNewFolder() removes what was killed, also under its own number, and nothing else", () =>
  inTempFolder(async (folder) => {
    const place = join(folder, "made");
    const killed = new Deno.Command(Deno.execPath(), { args: ["--version"], stdout: "null" })
      .spawn();
    const { pid } = killed;
    await killed.status;
    const others = [`made.${Deno.ppid}.part`, `made.2.${pid}.part`, `made.${pid}.part.old`];
    for (const name of [...others, `made.${pid}.part`, `made.${Deno.pid}.part`]) {
      await Deno.mkdir(join(folder, name));
      await filling("half")(join(folder, name));
    }
    await withNewFolder(place, filling("whole"));
    assertEquals(namesIn(folder), ["made", ...others].sort());
  }));

Deno.test("withNewFolder() fills one place once at a time", () =>
  inTempFolder(async (folder) => {
    const place = join(folder, "made");
    await withNewFolder(place, async (part) => {
      await assertRejects(() => withNewFolder(place, filling("second")), UsageError, place);
      await filling("first")(part);
    });
    assertEquals(await Deno.readTextFile(join(place, "file")), "first");
  }));

Deno.test("withNewFolder() fills the folder to which a link leads", () =>
  inTempFolder(async (folder) => {
    const [place, link] = [join(folder, "made"), join(folder, "latest")];
    await Deno.mkdir(place);
    await Deno.symlink(place, link);
    await withNewFolder(link, filling("new"));
    assertEquals(await Deno.readTextFile(join(place, "file")), "new");
    assert((await Deno.lstat(link)).isSymlink);
    assertEquals(namesIn(folder), ["latest", "made"]);
  }));

Deno.test("withNewFolder() refuses what cannot be replaced before it works, and the top of a disk", () =>
  inTempFolder(async (folder) => {
    const busy = new Deno.errors.Busy("Device or resource busy"); // as of a mount
    const { rename } = Deno;
    Deno.rename = () => Promise.reject(busy);
    try {
      await assertRejects(
        () => withNewFolder(folder, () => Promise.reject(new Error("it must not begin"))),
        UsageError,
        `Cannot write "${await Deno.realPath(folder)}": it can be filled, but not be replaced`,
      );
    } finally {
      Deno.rename = rename;
    }
    assertEquals(namesIn(folder), []);
    await assertRejects(() => withNewFolder("/", filling("x")), UsageError, 'Cannot write "/"');
  }));
