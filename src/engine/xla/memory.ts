/**
 * Arrays whose addresses are handed to native code.
 *
 * V8 keeps typed arrays of up to 64 bytes inside its own heap, where the garbage collector moves
 * them; an array over an explicit `ArrayBuffer` stays where it is. An address does not keep its array
 * alive: whoever writes one down holds on to the array for as long as native code may read it.
 *
 * @module
 */

/** An address in native memory; 0 is null. */
export type Address = bigint;

/** `count` zeroed 64-bit words. */
export function words(count: number): BigUint64Array<ArrayBuffer> {
  return new BigUint64Array(new ArrayBuffer(8 * count));
}

/** V8 keeps typed arrays of up to so many bytes in its own heap. */
const HEAP_BYTES = 64;

/** The array itself, or a copy that does not move. */
export function fixed(
  array: Float32Array | Int32Array,
): Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength, length } = array;
  const bytes = buffer instanceof ArrayBuffer && byteLength > HEAP_BYTES ? buffer : undefined;
  const make = array instanceof Float32Array ? Float32Array : Int32Array;
  if (bytes) return new make(bytes, byteOffset, length);
  const copy = new make(new ArrayBuffer(byteLength));
  copy.set(array);
  return copy;
}

/** A text in UTF-8, without a final zero. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  const encoded = new TextEncoder().encode(text);
  const bytes = new Uint8Array(new ArrayBuffer(encoded.length));
  bytes.set(encoded);
  return bytes;
}

/** Where an array lies; 0 for an empty one. */
export function addressOf(array: ArrayBufferView<ArrayBuffer>): Address {
  if (array.byteLength === 0) return 0n;
  return Deno.UnsafePointer.value(Deno.UnsafePointer.of(array));
}

/** A copy of native memory. */
export function bytesAt(address: Address, size: number): Uint8Array<ArrayBuffer> {
  if (size === 0) return new Uint8Array(0);
  const view = new Deno.UnsafePointerView(Deno.UnsafePointer.create(address)!);
  const bytes = new Uint8Array(size);
  view.copyInto(bytes);
  return bytes;
}

/** A text of known length in native memory. */
export function textAt(address: Address, size: bigint): string {
  return address === 0n ? "" : new TextDecoder().decode(bytesAt(address, Number(size)));
}

/** The 64-bit words at an address. */
export function wordsAt(address: Address, count: number): BigUint64Array<ArrayBuffer> {
  return new BigUint64Array(bytesAt(address, 8 * count).buffer);
}

/** The function at an address. */
export function functionAt<const D extends Deno.ForeignFunction>(
  address: Address,
  definition: D,
): Deno.UnsafeFnPointer<D> {
  return new Deno.UnsafeFnPointer(Deno.UnsafePointer.create<D>(address)!, definition);
}
