/**
 * libtensorflow opened: its functions, its status object turned into errors, native scratch memory.
 *
 * @module
 */
import { outOfMemory } from "../_out_of_memory.ts";
import { openLibrary } from "./open.ts";
import type { Symbols } from "./symbols.ts";

const utf8 = new TextEncoder();

/** Codes of a TF_Status. */
const OK = 0;
const RESOURCE_EXHAUSTED = 8;

/** The shape that did not fit, as TensorFlow names it in its message. */
export function shapeWithoutRoom(message: string): string {
  const shape = message.match(/shape\s?\[([\d,]*)\]/)?.[1];
  return shape === undefined ? "more numbers" : `[${shape.replaceAll(",", ", ")}] numbers`;
}

/** Native memory that JavaScript sees as an array. */
export interface Scratch<T> {
  readonly address: bigint;
  readonly view: T;
}

/** The library, with the few things that every call needs. */
export class Native {
  readonly c: Symbols;
  /** The one TF_Status; calls are synchronous, so one serves all. */
  readonly status: bigint;
  readonly version: string;
  readonly #strings = new Map<string, bigint>();

  constructor(path: string) {
    this.c = openLibrary(path);
    this.status = this.c.TF_NewStatus();
    this.version = Deno.UnsafePointerView.getCString(this.c.TF_Version()!);
  }

  /** @throws {Error} with TensorFlow's message if the last call failed */
  check(): void {
    const code = this.c.TF_GetCode(this.status);
    if (code === OK) return;
    const message = Deno.UnsafePointerView.getCString(this.c.TF_Message(this.status)!);
    throw new Error(code === RESOURCE_EXHAUSTED ? outOfMemory(shapeWithoutRoom(message)) : message);
  }

  /** A C string that lives as long as the process; the same text gives the same address. */
  string(text: string): bigint {
    let address = this.#strings.get(text);
    if (address === undefined) {
      const bytes = utf8.encode(text + "\0");
      address = this.c.malloc(BigInt(bytes.length));
      this.c.copyIn(address, bytes, BigInt(bytes.length));
      this.#strings.set(text, address);
    }
    return address;
  }

  /** `count` zeroed 64-bit words. */
  words(count: number): Scratch<BigUint64Array> {
    const address = this.c.malloc(BigInt(8 * Math.max(1, count)));
    const pointer = Deno.UnsafePointer.create(address)!;
    const view = new BigUint64Array(Deno.UnsafePointerView.getArrayBuffer(pointer, 8 * count));
    return { address, view: view.fill(0n) };
  }
}
