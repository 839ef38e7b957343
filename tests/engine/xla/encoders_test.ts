/** Encoders against transformers on the xla engine. */
import { checkCase, ENCODERS } from "../../models/_encoder_case.ts";
import { start, xlaTest } from "./_xla.ts";

for (const family of ENCODERS) {
  xlaTest(`${family.name}/tiny equals transformers, gradients too`, async () => {
    await checkCase(await start(), family);
  });
}
