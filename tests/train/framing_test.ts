import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { ROOT } from "../../src/core/paths.ts";
import { loadTokenizer, type Tokenizer } from "../../src/text/tokenizer.ts";
import { frameApart, frameTogether } from "../../src/train/framing.ts";

function load(name: string): Promise<Tokenizer> {
  return loadTokenizer(join(ROOT, "tests/fixtures/text", name));
}

Deno.test("frameApart() makes a text of its own of input and target", async () => {
  const t5 = await load("t5_unigram");
  const { end, encode, encodeTarget } = frameApart(t5, 60);
  assertEquals(end, 1);
  assertEquals(encode("the prompt").at(-1), 1);
  assertEquals(encodeTarget("the prompt", "is it?"), encode("the prompt"));
});

Deno.test("frameTogether() begins with the input alone and ends with the target alone", async () => {
  const llama = await load("llama3_bpe");
  const [begin, end] = ["<|begin_of_text|>", "<|end_of_text|>"].map((it) => llama.idOf(it)!);
  const { encode, encodeTarget } = frameTogether(llama, end!);
  const ids = [...encode("the prompt"), ...encodeTarget("is tuned", "the prompt")];
  assertEquals(ids, [...llama.encode("the prompt is tuned"), end]);
  assertEquals([ids.at(0), ids.filter((id) => id === begin).length], [begin, 1]);
  assertEquals(encode(""), [begin]);
  assertEquals(encodeTarget("", "the prompt"), [end]);
});

Deno.test("frameTogether() takes off the end that a tokenizer puts behind each text", async () => {
  const t5 = await load("t5_unigram");
  const { encode } = frameTogether(t5, 1);
  assertEquals([...encode("the prompt"), 1], t5.encode("the prompt"));
});

Deno.test("frameTogether() begins with the end token where nothing else stands in front", async () => {
  const qwen = await load("qwen2_bpe");
  const end = qwen.idOf("<|endoftext|>")!;
  const { encode } = frameTogether(qwen, end);
  assertEquals(encode(""), [end]);
  assertEquals(encode("the prompt"), qwen.encode("the prompt"));
});
