/** TF.js' own published tests on the tensorflow engine; see `tfjs/run.ts`. */
import { assert } from "@std/assert";
import { tensorflowTest } from "../engine/tensorflow/_tensorflow.ts";

tensorflowTest(
  "tfjs-core's own tests pass, but for those that are listed with a reason",
  async () => {
    // a process of its own: jasmine and the tests change globals
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", new URL("tfjs/run.ts", import.meta.url).href],
      env: { NO_COLOR: "1" },
    }).output();
    const [printed, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assert(success, `${printed}${errors}`);
    console.log(printed!.trim());
  },
);
