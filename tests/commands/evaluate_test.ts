import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli.ts";

Deno.test({
  name: "evaluate gives the scores where the predictions find no room",
  ignore: Deno.build.os !== "linux", // which has a device that is always full
  fn: async () => {
    const { log, error } = console;
    let out = "", err = "";
    console.log = (line: string) => void (out += line);
    console.error = (line: string) => void (err += line);
    try {
      const where = ["--model", "mini", "--task", "rte", "--engine", "wasm"];
      const rest = ["--examples", "4", "--predictions", "/dev/full"];
      assertEquals(await main(["evaluate", ...where, ...rest]), 2);
    } finally {
      Object.assign(console, { log, error });
    }
    assertMatch(out, /^accuracy [\d.]+ %, score [\d.]+ % on 4 examples \(test\)$/);
    assertStringIncludes(err, 'Cannot write "/dev/full"');
  },
});
