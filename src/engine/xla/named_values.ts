/**
 * PJRT_NamedValue: options that a plugin takes.
 *
 * @module
 */
import { type Address, addressOf, utf8, words } from "./memory.ts";

/** A value: text, int64, a list of int64, f32 or a truth value. */
export type NamedValue = string | bigint | readonly bigint[] | number | boolean;

const TYPE = { text: 0n, int64: 1n, int64List: 2n, float32: 3n, bool: 4n } as const;

const STRUCT_WORDS = 7;

/** Options as an array of structs, with which the arrays live that it points to. */
export interface PackedValues {
  readonly structs: BigUint64Array<ArrayBuffer>;
  readonly count: bigint;
}

/** Packs options. */
export function packValues(values: Readonly<Record<string, NamedValue>>): PackedValues {
  const entries = Object.entries(values);
  const structs = words(STRUCT_WORDS * entries.length);
  const arrays: ArrayBufferView[] = [];
  const place = (array: ArrayBufferView<ArrayBuffer>) => {
    arrays.push(array);
    return addressOf(array);
  };
  entries.forEach(([name, value], i) => {
    const struct = structs.subarray(STRUCT_WORDS * i, STRUCT_WORDS * (i + 1));
    const nameBytes = utf8(name);
    struct[0] = BigInt(8 * STRUCT_WORDS);
    struct[2] = place(nameBytes);
    struct[3] = BigInt(nameBytes.length);
    [struct[4], struct[5], struct[6]] = packValue(value, place);
  });
  return { structs: Object.assign(structs, { arrays }), count: BigInt(entries.length) };
}

/** Type, value or its address, length. */
function packValue(
  value: NamedValue,
  place: (array: ArrayBufferView<ArrayBuffer>) => Address,
): [bigint, bigint, bigint] {
  switch (typeof value) {
    case "string": {
      const bytes = utf8(value);
      return [TYPE.text, place(bytes), BigInt(bytes.length)];
    }
    case "bigint":
      return [TYPE.int64, BigInt.asUintN(64, value), 1n];
    case "number":
      return [TYPE.float32, BigInt(new Uint32Array(new Float32Array([value]).buffer)[0]!), 1n];
    case "boolean":
      return [TYPE.bool, value ? 1n : 0n, 1n];
    default: {
      const list = words(value.length);
      value.forEach((item, i) => list[i] = BigInt.asUintN(64, item));
      return [TYPE.int64List, place(list), BigInt(value.length)];
    }
  }
}
