/** Encoders against transformers on the compiled engine; `tests/models` has all the cases. */
import { checkCase, ENCODERS } from "../../models/_encoder_case.ts";
import { start, tensorflowTest } from "./_tensorflow.ts";

for (const family of ENCODERS) {
  tensorflowTest(`${family.name}/tiny equals transformers, gradients too`, async () => {
    await checkCase(await start("graph"), family);
  });
}
