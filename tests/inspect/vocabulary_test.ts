import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { readHeader } from "../../src/hub/safetensors.ts";
import { writeSafetensors } from "../../src/hub/write_safetensors.ts";
import { scanVocabulary } from "../../src/inspect/vocabulary.ts";
import { inTempFolder } from "../_folder.ts";

const SIGNAL = new AbortController().signal;

Deno.test("scanVocabulary() finds tokens in every block, the first of equal ones in front", () =>
  inTempFolder(async (folder) => {
    const file = join(folder, "table.safetensors");
    const [size, width] = [5000, 1024]; // two blocks
    const values = new Float32Array(size * width);
    for (let i = 0; i < size; i++) values[i * width] = 1 + i;
    for (const id of [10, 4990]) values[id * width + 1] = 1000 * (1 + id);
    await writeSafetensors(file, { table: { shape: [size, width], values } });
    const embeddings = (await readHeader(file)).get("table")!;
    const row = new Float32Array(width);
    row[1] = 2;
    const rows = { count: 1, width, values: row };
    const { vocabulary, nearest } = await scanVocabulary(embeddings, [rows], 3, SIGNAL);
    assertEquals(nearest[0]![0]!.map(({ id }) => id), [10, 4990, 0]);
    assertEquals(vocabulary!.size, size);
  }));
