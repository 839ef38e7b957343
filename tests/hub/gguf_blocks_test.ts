import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { ROOT } from "../../src/core/paths.ts";
import { BLOCK_TYPES, decodeBlocks } from "../../src/hub/gguf_blocks.ts";

interface Expected {
  readonly type: number;
  /** Base64. */
  readonly bytes: string;
  readonly values: readonly number[];
}

const { blocks }: { blocks: Record<string, Expected> } = JSON.parse(
  await Deno.readTextFile(join(ROOT, "tests/fixtures/gguf/blocks.json")),
);

for (const [name, { type, bytes, values }] of Object.entries(blocks)) {
  Deno.test(`blocks of ${name} are the floats that llama.cpp's Python package reads`, () => {
    assertEquals(BLOCK_TYPES[type]!.name, name);
    const weights = decodeBlocks(BLOCK_TYPES[type]!, Uint8Array.fromBase64(bytes).buffer);
    assertEquals([...weights], values.map(Math.fround));
  });
}

Deno.test("every type that is known has a fixture", () => {
  assertEquals(
    Object.values(BLOCK_TYPES).map(({ name }) => name).sort(),
    Object.keys(blocks).sort(),
  );
});
