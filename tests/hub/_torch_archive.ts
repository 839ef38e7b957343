/**
 * Files of `torch.save` made by hand, so that they can hold what torch would not write.
 *
 * @module
 */
import { configure, Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";

type Bytes = Uint8Array<ArrayBuffer>;

const encode = (text: string): Bytes => new TextEncoder().encode(text);

/** Joins instructions of a pickle: codes, texts and instructions. */
export function pickle(...parts: (number | string | Uint8Array)[]): Bytes {
  const bytes = parts.map((part) =>
    typeof part === "number" ? Uint8Array.of(part) : typeof part === "string" ? encode(part) : part
  );
  return new Uint8Array(bytes.flatMap((piece) => [...piece]));
}

/** Four bytes, little-endian. */
function word(value: number): Bytes {
  return new Uint8Array(Uint32Array.of(value).buffer);
}

/** Instructions that push a value. */
export const push = {
  text: (text: string) => pickle("X", word(encode(text).length), text),
  number: (value: number) =>
    Number.isInteger(value) && value >= 0 && value < 2 ** 31
      ? pickle("J", word(value))
      : pickle(0x8a, 8, new Uint8Array(BigInt64Array.of(BigInt(value)).buffer)),
  global: (module: string, name: string) => pickle("c", `${module}\n${name}\n`),
  tuple: (...values: Uint8Array[]) => pickle("(", ...values, "t"),
};

/** What a tensor of a state dict says of itself; absent: a row of two floats. */
export interface Claim {
  readonly storage?: string;
  readonly key?: string;
  readonly count?: number;
  readonly offset?: number;
  readonly shape?: readonly number[];
  readonly strides?: readonly number[];
}

/** The instructions that make a tensor. */
export function tensor(claim: Claim = {}): Bytes {
  const { storage = "FloatStorage", key = "0", count = 2, offset = 0 } = claim;
  const { shape = [2], strides = [1] } = claim;
  const id = push.tuple(
    push.text("storage"),
    push.global("torch", storage),
    push.text(key),
    push.text("cpu"),
    push.number(count),
  );
  const args = push.tuple(
    pickle(id, "Q"),
    push.number(offset),
    push.tuple(...shape.map(push.number)),
    push.tuple(...strides.map(push.number)),
    pickle(0x89),
    pickle("}"),
  );
  return pickle(push.global("torch._utils", "_rebuild_tensor_v2"), args, "R");
}

/** A whole program that makes a dict of those values. */
export function stateDict(values: Readonly<Record<string, Uint8Array>>): Bytes {
  const items = Object.entries(values).flatMap(([name, value]) => [push.text(name), value]);
  return pickle(0x80, 2, "}(", ...items, "u.");
}

/** How an archive is written. */
export interface Form {
  readonly level?: number;
  readonly zip64?: boolean;
}

/** An archive with a program and other entries by name, of which `data/0` has eight bytes. */
export async function archive(
  program: Bytes,
  others: Readonly<Record<string, Uint8Array>> = {},
  { level = 0, zip64 = false }: Form = {},
): Promise<Bytes> {
  configure({ useWebWorkers: false });
  const zip = new ZipWriter(new Uint8ArrayWriter(), { level, zip64 });
  const entries = { "data.pkl": program, "data/0": new Uint8Array(8), ...others };
  for (const [name, bytes] of Object.entries(entries)) {
    await zip.add(`model/${name}`, new Uint8ArrayReader(bytes));
  }
  return await zip.close() as Bytes;
}
