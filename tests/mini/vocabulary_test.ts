import { Tokenizer } from "@huggingface/tokenizers";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { Rng } from "../../src/core/rng.ts";
import { writeInstruction } from "../../src/mini/corpus.ts";
import { LABEL_WORDS, TASK_MARKERS } from "../../src/mini/lexicon.ts";
import { STAGES } from "../../src/mini/recipe.ts";
import { generateRows, type MiniTask } from "../../src/mini/rows.ts";
import {
  buildTokenizerJson,
  encodeText,
  END_ID,
  EVERY_WORD,
  PIECES,
  UNKNOWN_ID,
} from "../../src/mini/vocabulary.ts";
import { decodeIds } from "./_decode.ts";

const tokenizer = new Tokenizer(buildTokenizerJson(), {});
const tokenize = (text: string) => Array.from(tokenizer.encode(text).ids);

Deno.test("buildTokenizerJson() gives each word and each label word one token", () => {
  for (const word of [...EVERY_WORD, ...LABEL_WORDS, ...TASK_MARKERS]) {
    const ids = tokenize(word);
    assertEquals(ids.length, 2, word);
    assertEquals(ids[1], END_ID);
    assert(ids[0] !== UNKNOWN_ID, word);
  }
  assertEquals(new Set(PIECES).size, PIECES.length);
});

Deno.test("encodeText() gives the ids of the tokenizer for every instruction of pretraining", () => {
  const stage = STAGES.at(-1)!;
  for (const ability of Object.keys(STAGES[1]!.abilities) as (keyof typeof stage.abilities)[]) {
    for (let i = 0; i < 20; i++) {
      const { input, target } = writeInstruction(
        new Rng(`${ability}${i}`),
        ability,
        stage.difficulty,
      );
      assertEquals([...encodeText(input), END_ID], tokenize(input), input);
      assertEquals([...encodeText(target), END_ID], tokenize(target), target);
    }
  }
});

Deno.test("encodeText() gives the ids of the tokenizer for every kind of row", () => {
  for (
    const task of ["boolq", "cb", "copa", "multirc", "record", "rte", "wic", "wsc"] as MiniTask[]
  ) {
    for (const row of generateRows(task, "dev", 20)) {
      const text = Object.entries(row)
        .filter(([, value]) => ["string", "number"].includes(typeof value))
        .map(([field, value]) => `${field === "label" ? "list" : field}: ${value} `).join("");
      assertEquals([...encodeText(text), END_ID], tokenize(text), text);
    }
  }
});

Deno.test("the tokenizer lower-cases, ignores extra space and reads an unknown word as one <unk>", () => {
  assertEquals(tokenize("  Anna  has a zebra. "), [
    ...encodeText("anna has a"),
    UNKNOWN_ID,
    ...encodeText("so.").slice(1),
    END_ID,
  ]);
  assertEquals(
    tokenizer.decode(tokenize("anna has a ball."), { skip_special_tokens: true }),
    "anna has a ball.",
  );
});

Deno.test("decodeIds() writes what encodeText() read", () => {
  const text = "list: anna 37 not_entailment; where is @placeholder?";
  assertEquals(decodeIds(encodeText(text)), text);
});

Deno.test("encodeText() refuses words that are not of the mini world", () => {
  assertThrows(() => encodeText("anna has a zebra."), RangeError, 'Cannot encode "zebra"');
});
