/**
 * A checkpoint of random weights on disk, to be loaded.
 *
 * @module
 */
import { join } from "node:path";
import { readT5Config } from "../../src/models/t5/config.ts";
import { weightShapes } from "../../src/models/t5/weights.ts";
import { SHAPES } from "./_shape.ts";

/** Writes `config.json` and `model.safetensors`; gives the bytes of the latter. */
export async function writeCheckpoint(folder: string, shape: string): Promise<number> {
  const config = {
    model_type: "t5",
    architectures: ["T5ForConditionalGeneration"],
    ...SHAPES[shape]!.config,
  };
  await Deno.writeTextFile(join(folder, "config.json"), JSON.stringify(config));
  const shapes = weightShapes(readT5Config(config));
  const header: Record<string, object> = { __metadata__: { format: "pt" } };
  let end = 0;
  for (const [name, axes] of Object.entries(shapes)) {
    const bytes = 4 * axes.reduce((size, axis) => size * axis, 1);
    header[name] = { dtype: "F32", shape: axes, data_offsets: [end, end += bytes] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  using file = await Deno.open(join(folder, "model.safetensors"), { create: true, write: true });
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(json.length), true);
  const write = async (bytes: Uint8Array) => {
    for (let n = 0; n < bytes.length;) n += await file.write(bytes.subarray(n));
  };
  await write(length);
  await write(json);
  const piece = new Uint8Array(
    Float32Array.from({ length: 1 << 20 }, (_, i) => i % 97 / 97).buffer,
  );
  for (let left = end; left > 0; left -= piece.length) {
    await write(piece.subarray(0, Math.min(left, piece.length)));
  }
  return 8 + json.length + end;
}
