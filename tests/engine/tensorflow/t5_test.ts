/** T5 against transformers on the compiled engine; `tests/models/t5_test.ts` has all the cases. */
import { openCheckpoint } from "../../models/_checkpoint.ts";
import { checkCase, loadCase } from "../../models/_t5_case.ts";
import { JITS, start, tensorflowTest } from "./_tensorflow.ts";

for (const jit of JITS) {
  for (const name of jit === "xla" ? ["v1_1"] : ["v1_0", "v1_1"]) { // XLA takes its time
    tensorflowTest(`${jit}: t5/${name} equals transformers, gradients too`, async () => {
      const session = await start(jit);
      checkCase(session, await loadCase(name, openCheckpoint(`t5/${name}`)));
    });
  }
}
