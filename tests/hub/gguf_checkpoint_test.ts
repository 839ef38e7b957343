import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { UsageError } from "../../src/core/errors.ts";
import { ROOT } from "../../src/core/paths.ts";
import { openCheckpoint } from "../../src/hub/checkpoint.ts";
import { convertInto } from "../../src/hub/convert.ts";
import { type GgufFile, readGguf } from "../../src/hub/gguf.ts";
import { ggufCheckpoint } from "../../src/hub/gguf_checkpoint.ts";
import { readHeader, readTensor } from "../../src/hub/safetensors.ts";
import { loadTokenizer } from "../../src/text/tokenizer.ts";
import { inTempFolder } from "../_folder.ts";

const FIXTURES = join(ROOT, "tests/fixtures/gguf");
const TINY = join(FIXTURES, "tiny.gguf");

interface Expected {
  readonly config: Readonly<Record<string, unknown>>;
  readonly tokenizer: readonly { readonly text: string; readonly ids: readonly number[] }[];
}

const expected: Expected = JSON.parse(await Deno.readTextFile(join(FIXTURES, "expected.json")));

const quiet = { notice: () => {} };

Deno.test("a Llama of llama.cpp has the weights that transformers reads from it", () =>
  inTempFolder(async (folder) => {
    const out = join(folder, "tiny");
    await convertInto(out, { model: TINY }, quiet);
    const ours = await openCheckpoint(out);
    const theirs = await readHeader(join(FIXTURES, "tiny.safetensors"));
    assertEquals(Object.keys(ours.shapes).sort(), [...theirs.keys()].sort());
    for (const [name, location] of theirs) {
      assertEquals(ours.shapes[name], location.shape, name);
      const [our, their] = [ours.location(name), location];
      assertEquals(await readTensor(name, our), await readTensor(name, their), name);
    }
  }));

Deno.test("its settings are those that transformers reads from it", async () => {
  const { config } = ggufCheckpoint(await readGguf(TINY));
  for (const [key, value] of Object.entries(expected.config)) assertEquals(config[key], value, key);
  assertEquals(config.tie_word_embeddings, true);
  assertEquals(config.head_dim, 16);
});

Deno.test("its tokenizer cuts texts as the one that it was made from", () =>
  inTempFolder(async (folder) => {
    const out = join(folder, "tiny");
    await convertInto(out, { model: TINY }, quiet);
    const tokenizer = await loadTokenizer(out);
    for (const { text, ids } of expected.tokenizer) {
      assertEquals(tokenizer.encode(text), [...ids], JSON.stringify(text));
      assertEquals(tokenizer.decode(ids, { skipSpecialTokens: false }), text);
    }
  }));

/** The tiny file with other settings. */
async function changed(metadata: Readonly<Record<string, unknown>>): Promise<GgufFile> {
  const file = await readGguf(TINY);
  return { ...file, metadata: { ...file.metadata, ...metadata } };
}

Deno.test("a model that expects a token in front gets it from its tokenizer", async () => {
  const { tokenizer } = ggufCheckpoint(await changed({ "tokenizer.ggml.add_bos_token": true }));
  const loaded = await loadTokenizer(tokenizer);
  const [{ text, ids }] = expected.tokenizer as [Expected["tokenizer"][0]];
  assertEquals(loaded.encode(text), [1, ...ids]);
  assertEquals(loaded.encode(text, { addSpecialTokens: false }), [...ids]);
});

for (
  const [metadata, sentence] of [
    [{ "general.architecture": "bert" }, 'its architecture is "bert": known are llama, qwen2'],
    [{ "tokenizer.ggml.model": "llama" }, "only byte-level BPE can be converted"],
    [{ "tokenizer.ggml.pre": "deepseek" }, 'cuts words by "deepseek": known are gpt-2'],
    [{ "llama.rope.scaling.type": "yarn" }, "it scales its rotary positions"],
    [{ "llama.block_count": undefined }, 'it has no "llama.block_count"'],
    [{ "tokenizer.ggml.tokens": undefined }, 'it has no "tokenizer.ggml.tokens"'],
  ] as const
) {
  Deno.test(`a GGUF file with ${JSON.stringify(metadata)} is refused: ${sentence}`, async () => {
    const file = await changed(metadata);
    const error = assertThrows(() => ggufCheckpoint(file), UsageError);
    assert(error.message.startsWith(`Cannot read "${TINY}": `), error.message);
    assert(error.message.includes(sentence), error.message);
  });
}

Deno.test("a tensor that is not known is refused by name", async () => {
  const file = await readGguf(TINY);
  const tensors = new Map([[
    "blk.0.ffn_gate_exps.weight",
    file.tensors.get("output_norm.weight")!,
  ]]);
  assertThrows(() => ggufCheckpoint({ ...file, tensors }), UsageError, "ffn_gate_exps");
});

Deno.test("files that are cut off, empty, missing or something else are refused in one sentence", () =>
  inTempFolder(async (folder) => {
    const whole = await Deno.readFile(TINY);
    const files = {
      "half.gguf": [whole.slice(0, whole.length - 100), "it is cut off, download it again"],
      "head.gguf": [whole.slice(0, 1000), "Cannot read"],
      "empty.gguf": [new Uint8Array(), "Cannot read"],
      "text.gguf": [new TextEncoder().encode("hello"), "GGUF magic number"],
    } as const;
    for (const [name, [bytes, sentence]] of Object.entries(files)) {
      const path = join(folder, name);
      await Deno.writeFile(path, bytes);
      const error = await assertRejects(() => readGguf(path), UsageError, sentence);
      assertEquals(error.message.split("\n").length, 1);
    }
    await assertRejects(() => readGguf(join(folder, "none.gguf")), UsageError, "Cannot read");
  }));

Deno.test("a tokenizer beside a GGUF file is refused, as the file has one", async () => {
  await assertRejects(
    () => convertInto("unused", { model: TINY, tokenizer: "mini" }, quiet),
    UsageError,
    "it has its own",
  );
});
