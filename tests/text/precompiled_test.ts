import { assertEquals, assertNotEquals } from "@std/assert";
import { join } from "node:path";
import { Rng } from "../../src/core/rng.ts";
import { ROOT } from "../../src/core/paths.ts";
import { PrecompiledTable } from "../../src/text/precompiled.ts";

/** Characters that join others: marks, joiners, flags, a prefix, a syllable in parts; and that do not. */
const JOINING =
  "\u0301\u0308\u200d\ufe0f\u{1f1e9}\u{1f1ea}\u0600\u1100\u1161\u11a8\u0e33\u{1f468}\r";
const ALPHABET = [...`ab 1!~${JOINING}\n\t\u00a0\u201c\u00e9\ufb01\u2126\u3000`];

Deno.test("PrecompiledTable normalizes a text as it does its graphemes one by one", () => {
  const path = join(ROOT, "tests/fixtures/text/t5_unigram/tokenizer.json");
  const { normalizer } = JSON.parse(Deno.readTextFileSync(path));
  const { precompiled_charsmap: map } = [normalizer, ...normalizer.normalizers ?? []].find((it) =>
    it.precompiled_charsmap
  );
  const table = new PrecompiledTable(map);
  const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });
  const rng = new Rng("graphemes");
  for (let i = 0; i < 3000; i++) {
    const letters = Array.from(
      { length: rng.integer(9) },
      () => ALPHABET[rng.integer(ALPHABET.length)]!,
    );
    const text = letters.join("");
    const parts = Array.from(graphemes.segment(text), ({ segment }) => table.normalize(segment));
    assertEquals(table.normalize(text), parts.join(""), JSON.stringify(text));
  }
  assertNotEquals(table.normalize("a\nb \ufb01"), "a\nb \ufb01"); // the table has entries at all
});
