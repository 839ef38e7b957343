import { assert, assertEquals, assertGreater } from "@std/assert";
import { calibrate } from "../../src/estimates/calibration.ts";
import { inTempFolder } from "../_folder.ts";

Deno.test({
  name: "calibrate() measures once and then remembers, for each engine as it reports itself",
  sanitizeResources: false, // a native library stays open as long as the process lives
  fn: () =>
    inTempFolder(async (folder) => {
      const said: string[] = [];
      const ask = (threads: number, place = folder) =>
        calibrate("tensorflow", threads, (line) => said.push(line), place);
      const first = await ask(1);
      assertGreater(first.rate, 1e8); // a tenth of what one slow core does
      assertEquals(first.engine, "tensorflow");
      assertEquals(said.length, 1);
      assertEquals(await ask(1), first);
      assertEquals(said.length, 1);
      const [key] = Object.keys(JSON.parse(await Deno.readTextFile(`${folder}/calibration.json`)));
      const { engine, threads, device, versions } = JSON.parse(key!);
      assertEquals([engine, threads, typeof device], ["tensorflow", 1, "string"]);
      assertGreater(Object.keys(versions).length, 0);
      await Deno.writeTextFile(`${folder}/calibration.json`, "null");
      assert((await ask(1)).rate > 0); // a damaged file is no obstacle
      assert((await ask(1, `${folder}/calibration.json`)).rate > 0); // no folder: nothing is kept
      assertEquals(said.length, 3);
    }),
});
