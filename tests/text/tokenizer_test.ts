import { assertEquals, assertGreater, assertRejects } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../../src/core/errors.ts";
import { loadTokenizer } from "../../src/text/tokenizer.ts";

const FIXTURES = fileURLToPath(new URL("../fixtures/text", import.meta.url));

interface Cases {
  readonly cases: { text: string; ids: number[] }[];
  readonly decoded: { ids: number[]; text: string; textWithoutSpecial: string }[];
}

function readJson(...path: string[]) {
  return JSON.parse(Deno.readTextFileSync(join(FIXTURES, ...path)));
}

for (const { name } of Deno.readDirSync(FIXTURES)) {
  const { cases, decoded } = readJson(name, "cases.json") as Cases;

  Deno.test(`encode() gives the reference's ids on every text: ${name}`, async () => {
    const tokenizer = await loadTokenizer(join(FIXTURES, name));
    assertGreater(cases.length, 200);
    for (const { text, ids } of cases) {
      assertEquals(tokenizer.encode(text), ids, JSON.stringify(text));
      assertEquals(tokenizer.encode(text), ids, `again: ${JSON.stringify(text)}`);
    }
  });

  Deno.test(`tokenOf() undoes idOf(): ${name}`, async () => {
    const tokenizer = await loadTokenizer(join(FIXTURES, name));
    const ids = [...new Set(cases.flatMap(({ ids }) => ids))];
    assertEquals(ids.map((id) => tokenizer.idOf(tokenizer.tokenOf(id)!)), ids);
    assertEquals(tokenizer.tokenOf(1_000_000), undefined);
  });

  Deno.test(`decode() gives the reference's text: ${name}`, async () => {
    const tokenizer = await loadTokenizer(join(FIXTURES, name));
    assertGreater(decoded.length, 20);
    for (const { ids, text, textWithoutSpecial } of decoded) {
      assertEquals(tokenizer.decode(ids, { skipSpecialTokens: false }), text);
      assertEquals(tokenizer.decode(ids), textWithoutSpecial);
    }
  });
}

Deno.test("encode() leaves special tokens out when told so", async () => {
  const t5 = await loadTokenizer(join(FIXTURES, "t5_unigram"));
  const ids = t5.encode("the prompt");
  assertEquals(t5.decode(ids.slice(-1), { skipSpecialTokens: false }), "</s>");
  assertEquals(t5.encode("the prompt", { addSpecialTokens: false }), ids.slice(0, -1));
  assertEquals(t5.encode("", { addSpecialTokens: false }), []);
  assertEquals(t5.decode([]), "");
});

Deno.test("loadTokenizer() finds the exact normalizer inside a sequence, too", async () => {
  const json = readJson("t5_unigram", "tokenizer.json");
  const nested = { ...json, normalizer: { type: "Sequence", normalizers: [json.normalizer] } };
  const text = "ẹ́̂ zw‍j repl�acement"; // NFKC gives other ids
  const plain = await loadTokenizer(json);
  assertEquals((await loadTokenizer(nested)).encode(text), plain.encode(text));
});

Deno.test("loadTokenizer() reads byte-level BPE in its older form, too", async () => {
  const json = readJson("roberta_bpe", "tokenizer.json");
  const { type: _, ...model } = json.model;
  const { use_regex: __, ...preTokenizer } = json.pre_tokenizer;
  const old = {
    ...json,
    added_tokens: json.added_tokens.map((token: object) => ({ ...token, normalized: true })),
    pre_tokenizer: preTokenizer,
    model: { ...model, merges: model.merges.map((pair: string[]) => pair.join(" ")) },
  };
  const [tokenizer, older] = [await loadTokenizer(json), await loadTokenizer(old)];
  for (const text of ["The prompt's <mask> is tuned.", "naïve 日本語", ""]) {
    assertEquals(older.encode(text), tokenizer.encode(text));
  }
  assertEquals(older.unknown, null); // bytes spell everything
});

Deno.test("loadTokenizer() says in one sentence what is wrong with a folder", async () => {
  const folder = await Deno.makeTempDir();
  const file = join(folder, "tokenizer.json");
  await assertRejects(() => loadTokenizer(folder), UsageError, "there is no such file");
  for (const model of ["tokenizer.model", "spiece.model"]) {
    await Deno.writeTextFile(join(folder, model), "");
    await assertRejects(() => loadTokenizer(folder), UsageError, `it has only ${model}: in`);
  }
  await Deno.writeTextFile(file, "{");
  await assertRejects(() => loadTokenizer(folder), UsageError, file);
  await Deno.writeTextFile(file, "{}");
  await assertRejects(() => loadTokenizer(folder), UsageError, file);
  const json = readJson("t5_unigram", "tokenizer.json");
  json.normalizer.precompiled_charsmap = "AAAA";
  await Deno.writeTextFile(file, JSON.stringify(json));
  await assertRejects(() => loadTokenizer(folder), UsageError, "precompiled_charsmap");
  await Deno.remove(folder, { recursive: true });
});
