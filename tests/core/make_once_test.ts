import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { makeOnce } from "../../src/core/make_once.ts";
import { inTempFolder } from "../_folder.ts";

const OPTIONS = { does: "makes it", notice: () => {} };

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("makeOnce() fills a folder once, also for two at once", () =>
  inTempFolder(async (folder) => {
    const place = join(folder, "made");
    let times = 0;
    const fill = async (part: string) => {
      times++;
      await Deno.writeTextFile(join(part, "file"), "whole");
    };
    await Promise.all([makeOnce(place, OPTIONS, fill), makeOnce(place, OPTIONS, fill)]);
    await makeOnce(place, OPTIONS, fill);
    assertEquals(times, 1);
    assertEquals(await Deno.readTextFile(join(place, "file")), "whole");
    assertEquals(namesIn(folder), ["made", "made.lock"]);
  }));

Deno.test("makeOnce() leaves nothing of what failed, and removes what was killed", () =>
  inTempFolder(async (folder) => {
    const place = join(folder, "made");
    await Deno.mkdir(join(folder, "made.1.part"));
    const fails = () => Promise.reject(new RangeError("no more room"));
    await assertRejects(() => makeOnce(place, OPTIONS, fails), RangeError, "no more room");
    assertEquals(namesIn(folder), ["made.lock"]);
    await makeOnce(place, OPTIONS, () => Promise.resolve());
    assertEquals(namesIn(folder), ["made", "made.lock"]);
  }));
