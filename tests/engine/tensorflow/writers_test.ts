/** Models that write on the compiled engine; `tests/models/writers_test.ts` has all the cases. */
import { checkCase, loadCase } from "../../models/_writer_case.ts";
import { JITS, start, tensorflowTest } from "./_tensorflow.ts";

const CASES = {
  eager: ["t5/v1_0", "t5/v1_1", "llama/llama3"],
  xla: ["t5/v1_1", "llama/llama3"], // XLA takes its time
  graph: ["t5/v1_0", "t5/v1_1", "llama/tiny", "llama/llama3"],
};

for (const jit of JITS) {
  for (const folder of CASES[jit]) {
    tensorflowTest(`${jit}: ${folder} equals transformers, gradients too`, async () => {
      const session = await start(jit);
      checkCase(session, await loadCase(folder));
    });
  }
}
