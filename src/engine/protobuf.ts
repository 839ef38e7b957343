/**
 * Fields of messages in protobuf's wire format, as bytes that are put one behind the other.
 *
 * Source: https://protobuf.dev/programming-guides/encoding/
 *
 * @module
 */

const WIRE_VARINT = 0;
const WIRE_LENGTH = 2;

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, value);;) {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 128);
    if (rest === 0n) return bytes;
  }
}

function key(field: number, wire: number): number[] {
  return varint(BigInt(field << 3 | wire));
}

/** A field of type int32, int64 or enum. */
export function integer(field: number, value: bigint): number[] {
  return [...key(field, WIRE_VARINT), ...varint(value)];
}

/** A field of type bool. */
export function flag(field: number, value: boolean): number[] {
  return integer(field, value ? 1n : 0n);
}

/** A field that is a message itself. */
export function message(field: number, bytes: readonly number[]): number[] {
  return [...key(field, WIRE_LENGTH), ...varint(BigInt(bytes.length)), ...bytes];
}

/** A field of type string. */
export function text(field: number, value: string): number[] {
  return message(field, [...new TextEncoder().encode(value)]);
}
