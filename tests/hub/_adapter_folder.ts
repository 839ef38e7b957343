/**
 * Adapter folders of float32 tensors, read and written without the hub layer.
 *
 * @module
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../src/core/paths.ts";
import type { Arrays, NamedArray, PeftFiles } from "../../src/hub/peft.ts";

const PEFT = join(ROOT, "tests/fixtures/peft");

/** The parsed JSON file of a case, such as `lora_t5/expected.json`. */
// deno-lint-ignore no-explicit-any
export function readCase(path: string): any {
  return JSON.parse(readFileSync(join(PEFT, path), "utf8"));
}

function parseTensors(bytes: Uint8Array): Arrays {
  const start = 8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  delete header.__metadata__;
  const entries: Record<string, { shape: number[]; data_offsets: [number, number] }> = header;
  return Object.fromEntries(
    Object.entries(entries).map(([name, { shape, data_offsets: [from, to] }]) => [
      name,
      { shape, values: new Float32Array(bytes.slice(start + from, start + to).buffer) },
    ]),
  );
}

/** The folder of a case. */
export function readFolder(name: string): PeftFiles {
  return {
    config: readCase(`${name}/adapter_config.json`),
    tensors: parseTensors(Deno.readFileSync(join(PEFT, name, "adapter_model.safetensors"))),
  };
}

function formatTensors(tensors: Arrays): Uint8Array {
  let end = 0;
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    header[name] = { dtype: "F32", shape, data_offsets: [end, end += values.byteLength] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  let at = 8 + text.length;
  for (const { values } of Object.values(tensors) as NamedArray[]) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/** Writes an adapter folder. */
export function writeFolder(folder: string, { config, tensors }: PeftFiles): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "adapter_config.json"), JSON.stringify(config));
  writeFileSync(join(folder, "adapter_model.safetensors"), formatTensors(tensors));
}
