import { assertEquals } from "@std/assert";
import { openCheckpoint } from "../../src/hub/checkpoint.ts";
import { readPeft } from "../../src/hub/peft_folder.ts";
import { readRows } from "../../src/inspect/embeddings.ts";
import { type Rows, stack } from "../../src/inspect/rows.ts";
import { compareAll } from "../../src/inspect/similarity.ts";
import { describePrompt, probesOf, type PromptRows } from "../../src/inspect/soft_prompt.ts";
import { scanVocabulary } from "../../src/inspect/vocabulary.ts";
import type { Tokenizer } from "../../src/text/tokenizer.ts";
import { assertNear, assertNearest, checkpointFolder, EXPECTED, peftFolder } from "./_expected.ts";

const TOKENIZER = { tokenOf: (id: number) => id < 60 ? `w${id}` : undefined } as Tokenizer;
const SIGNAL = new AbortController().signal;

const checkpoint = await openCheckpoint(checkpointFolder("t5/v1_0"));
const embeddings = checkpoint.location("shared.weight");

/** A prompt of PEFT, as if training had begun at other embeddings. */
async function startedPrompt(name: string): Promise<PromptRows> {
  const { tensors } = await readPeft(peftFolder(name));
  const values = tensors.prompt_embeddings!.values.slice(0, 5 * 16);
  const ids: number[] = EXPECTED.start;
  const rows: Rows[] = [];
  for (const id of ids) rows.push(await readRows(embeddings, id, 1));
  return { rows: { count: 5, width: 16, values }, start: { ids, rows: stack(rows, 16) } };
}

Deno.test("describePrompt() measures the way from the start as numpy does", async () => {
  for (const name of Object.keys(EXPECTED.prompts)) {
    const prompt = await startedPrompt(name);
    const { nearest } = await scanVocabulary(embeddings, [probesOf(prompt)], 4, SIGNAL);
    const { tokens, towards } = describePrompt(prompt, nearest[0]!, TOKENIZER);
    const expected = EXPECTED.prompts[name];
    tokens.forEach(({ start }, i) => {
      assertNear(start!.cosine, expected.startCosines[i]);
      assertNear(start!.distance, expected.distances[i]);
    });
    assertNearest(tokens.map(({ start }) => start!.towards), expected.tokensTowards);
    assertNearest([towards!], expected.towards);
    assertEquals(tokens.map(({ start }) => start!.word), ["w3", "w17", "w8", "[60]", "w17"]);
  }
});

Deno.test("compareAll() compares what training added to two starts", async () => {
  const [one, other] = await Promise.all(Object.keys(EXPECTED.prompts).map(startedPrompt));
  const pairs = compareAll([{ name: "a", ...one! }, { name: "b", ...other! }]);
  assertEquals(pairs.map(({ first, second }) => first + second), ["aa", "ab", "ba", "bb"]);
  assertNear(pairs[1]!.averageMoves, EXPECTED.similarity.averageMoves);
  assertNear(pairs[2]!.averageMoves, EXPECTED.similarity.averageMoves);
  assertNear(pairs[0]!.averageMoves, 1);
});

Deno.test("describePrompt() takes a prompt of one token, and one of zeros", async () => {
  const rows: Rows = { count: 1, width: 16, values: new Float32Array(16) };
  const { nearest } = await scanVocabulary(embeddings, [undefined, rows], 4, SIGNAL);
  assertEquals(nearest[0], []);
  const found = describePrompt({ rows }, nearest[1]!, TOKENIZER);
  assertEquals(found.tokens, [{ token: 0, norm: 0, words: [], start: null }]);
  assertEquals([found.meanCosine, found.effectiveRank, found.sdNorm], [null, 0, 0]);
});
