/** T5 against transformers, and 20 steps of training against PyTorch, on the xla engine. */
import { openCheckpoint } from "../../models/_checkpoint.ts";
import { checkCase, loadCase } from "../../models/_t5_case.ts";
import { checkTraining } from "../../train/_training.ts";
import { start, xlaTest } from "./_xla.ts";

for (const name of ["v1_0", "v1_1", "v1_0_duplicates"]) {
  xlaTest(`t5/${name} equals transformers, gradients too`, async () => {
    const session = await start();
    checkCase(session, await loadCase(name, openCheckpoint(`t5/${name}`)));
  });
}

xlaTest("20 compiled training steps follow PyTorch's losses to its parameters", async () => {
  checkTraining(await start());
});
