/** Models that write against transformers, and 20 steps of training against PyTorch, on the xla engine. */
import { checkCase, loadCase } from "../../models/_writer_case.ts";
import { checkTraining } from "../../train/_training.ts";
import { start, xlaTest } from "./_xla.ts";

for (const folder of ["t5/v1_0", "t5/v1_1", "t5/v1_0_duplicates", "llama/llama3"]) {
  xlaTest(`${folder} equals transformers, gradients too`, async () => {
    const session = await start();
    checkCase(session, await loadCase(folder));
  });
}

xlaTest("20 compiled training steps follow PyTorch's losses to its parameters", async () => {
  checkTraining(await start());
});
