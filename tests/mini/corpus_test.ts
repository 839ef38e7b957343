import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Rng } from "../../src/core/rng.ts";
import { pretrainingExample, writeInstruction } from "../../src/mini/corpus.ts";
import { corruptSpans, writeDocument } from "../../src/mini/documents.ts";
import { LABEL_WORDS, TASK_MARKERS } from "../../src/mini/lexicon.ts";
import { type Ability, STAGES } from "../../src/mini/recipe.ts";
import { encodeText, END_ID, SENTINEL_IDS, wordId } from "../../src/mini/vocabulary.ts";
import { decodeIds } from "./_decode.ts";

const LAST = STAGES.at(-1)!;
const ABILITIES = Object.keys(LAST.abilities) as Ability[];
const draw = (count: number, seed: string) =>
  Array.from({ length: count }, (_, i) => pretrainingExample(new Rng(seed).fork(i), LAST));

Deno.test("pretrainingExample() is decided by the stream and the stage", () => {
  assertEquals(draw(20, "same"), draw(20, "same"));
  assert(JSON.stringify(draw(20, "same")) !== JSON.stringify(draw(20, "other")));
});

Deno.test("pretrainingExample() ends both sides with </s> and mixes kinds as the recipe says", () => {
  const examples = draw(4000, "mixture");
  for (const { inputIds, targetIds } of examples) {
    assertEquals(inputIds.at(-1), END_ID);
    assertEquals(targetIds.at(-1), END_ID);
    assert(inputIds.indexOf(END_ID) === inputIds.length - 1);
  }
  const share = (kind: string) => examples.filter((e) => e.kind === kind).length / examples.length;
  const total = Object.values(LAST.abilities).reduce((a, b) => a + b, 0);
  assertAlmostEquals(share("document"), LAST.documentShare, 0.025);
  for (const ability of ABILITIES) {
    assertAlmostEquals(
      share(ability),
      (1 - LAST.documentShare) * LAST.abilities[ability]! / total,
      0.025,
    );
  }
});

Deno.test("the last stage of the recipe has inputs longer than a prompt of 100 tokens and a task's text", () => {
  const lengths = draw(4000, "lengths").map((e) => e.inputIds.length);
  assert(Math.max(...lengths) >= 160);
});

Deno.test("pretraining uses the label words of the tasks and never their field markers", () => {
  const answers = new Set<string>();
  const markers = new Set(TASK_MARKERS.map(wordId));
  for (const ability of ABILITIES) {
    for (let i = 0; i < 200; i++) {
      const { input, target } = writeInstruction(
        new Rng(`${ability}${i}`),
        ability,
        LAST.difficulty,
      );
      assert(!encodeText(input).some((id) => markers.has(id)), input);
      answers.add(target);
    }
  }
  for (const label of LABEL_WORDS) assert(answers.has(label), label);
});

Deno.test("corruptSpans() loses nothing: filling the spans in gives the document back", () => {
  const rng = new Rng("spans");
  for (let i = 0; i < 200; i++) {
    const document = encodeText(writeDocument(rng, "retelling", LAST.difficulty));
    const { inputIds, targetIds } = corruptSpans(rng, document, SENTINEL_IDS, 0.15);
    const filled = inputIds.flatMap((id) => {
      if (!SENTINEL_IDS.includes(id)) return [id];
      const rest = targetIds.slice(targetIds.indexOf(id) + 1);
      const end = rest.findIndex((other) => SENTINEL_IDS.includes(other));
      return end < 0 ? rest : rest.slice(0, end);
    });
    assertEquals(decodeIds(filled), decodeIds(document));
    assert(inputIds.length < document.length + targetIds.length / 2);
  }
});
