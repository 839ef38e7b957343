import { assertEquals, assertGreater } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { idsBehind, inputIds } from "../../src/text/continuation.ts";
import { loadTokenizer } from "../../src/text/tokenizer.ts";

const FIXTURES = fileURLToPath(new URL("../fixtures/text", import.meta.url));

interface Continued {
  readonly input: string;
  readonly target: string;
  /** Of the whole text, the end token behind it. */
  readonly ids: number[];
}

for (const name of ["llama3_bpe", "qwen2_bpe", "llama2_bpe"]) {
  Deno.test(`an input and its target have the tokens of one text: ${name}`, async () => {
    const tokenizer = await loadTokenizer(join(FIXTURES, name));
    const path = join(FIXTURES, name, "cases.json");
    const { continued } = JSON.parse(await Deno.readTextFile(path)) as { continued: Continued[] };
    assertGreater(continued.length, 15);
    for (const { input, target, ids } of continued) {
      const found = [...inputIds(tokenizer, input), ...idsBehind(tokenizer, input, target)];
      assertEquals(found, ids.slice(0, -1), JSON.stringify([input, target]));
    }
  });
}
