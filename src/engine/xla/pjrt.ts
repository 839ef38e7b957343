/**
 * A PJRT plugin by FFI: how its functions are called and what becomes of its errors.
 *
 * PJRT is the C interface through which XLA's compilers and devices are reached; a plugin is one
 * shared library with one exported function, `GetPjrtApi`, that returns a table of pointers. Each
 * function takes one struct of arguments, results included, and returns null or an error. On 64-bit
 * machines every field of the structs that we use takes 8 bytes, so a struct is an array of words:
 * word 0 its size, word 1 a chain of extensions (none), then the fields in the order of the header.
 *
 * Source: `xla/pjrt/c/pjrt_c_api.h`.
 *
 * @module
 */
import { outOfMemory } from "../_out_of_memory.ts";
import { openForever } from "./open.ts";
import { type Address, addressOf, functionAt, textAt, words } from "./memory.ts";
import { PJRT_FUNCTIONS, type PjrtFunction } from "./pjrt_functions.ts";

/** Codes of errors, those of `absl::StatusCode`. */
export const INVALID_ARGUMENT = 3;
export const RESOURCE_EXHAUSTED = 8;
export const UNIMPLEMENTED = 12;

/** An error of a plugin, with its code. */
export class PjrtError extends Error {
  override name = "PjrtError";
  constructor(message: string, readonly code: number) {
    super(message);
  }
}

/** Fields of a struct by the place of their word; of an array the word is its address. */
export type Fields = Readonly<Record<number, bigint | ArrayBufferView<ArrayBuffer>>>;

/** How much did not fit, as a plugin names it in its message. */
export function bytesWithoutRoom(message: string): string {
  const [, size, unit] = message.match(/allocat(?:e|ing) ([\d.]+) ?(bytes|[KMGT]i?B)/) ?? [];
  if (size === undefined) return "more numbers";
  return unit === "bytes"
    ? `${(Number(size) / 2 ** 30).toFixed(1)} GiB more`
    : `${size} ${unit} more`;
}

/** A struct of arguments; the arrays among its fields live as long as it does. */
export type Arguments = BigUint64Array<ArrayBuffer> & { readonly fields: Fields };

/** Bytes in front of the first function of the table: size, extensions, version. */
const TABLE_HEADER_BYTES = 40;

/** The oldest minor version whose header was compared with what we call. */
const OLDEST_MINOR = 90;

const DEFINITION = { parameters: ["buffer"], result: "pointer" } as const;
const ASYNC_DEFINITION = { ...DEFINITION, nonblocking: true } as const;

type NativeFunction = Deno.UnsafeFnPointer<typeof DEFINITION>;

/** An opened plugin; it stays open for as long as the process lives. */
export class Pjrt {
  /** Major and minor version of the plugin's C API. */
  readonly version: readonly [number, number];
  readonly #table: Deno.UnsafePointerView;
  readonly #functions = new Map<PjrtFunction, NativeFunction>();

  /** @throws {Error} if the file is no PJRT plugin, or one of an API that we do not know */
  constructor(readonly path: string) {
    const table = openForever(path).GetPjrtApi();
    if (table === null) throw new Error(`Cannot open "${path}": it returned no PJRT functions`);
    this.#table = new Deno.UnsafePointerView(table);
    this.version = [this.#table.getInt32(32), this.#table.getInt32(36)];
    this.#checkVersion();
    this.call("Plugin_Initialize", this.struct(2));
  }

  #checkVersion(): void {
    const [major, minor] = this.version;
    const wanted = TABLE_HEADER_BYTES + 8 * PJRT_FUNCTIONS.length;
    const size = Number(this.#table.getBigUint64(0));
    if (major === 0 && minor >= OLDEST_MINOR && size >= wanted) return;
    throw new Error(
      `Cannot use "${this.path}": its PJRT API must be 0.${OLDEST_MINOR} or a later 0.x: it is ${major}.${minor} with ${
        (size - TABLE_HEADER_BYTES) / 8
      } functions`,
    );
  }

  /** A struct of arguments of `count` words. */
  struct(count: number, fields: Fields = {}): Arguments {
    const struct = words(count);
    struct[0] = BigInt(8 * count);
    for (const place in fields) {
      const field = fields[place]!;
      struct[place] = typeof field === "bigint" ? field : addressOf(field);
    }
    return Object.assign(struct, { fields });
  }

  /**
   * Calls a function.
   *
   * @returns the struct, with the results in it
   * @throws {PjrtError} with the plugin's message
   */
  call(name: PjrtFunction, struct: Arguments): Arguments {
    this.check(name, this.function(name).call(struct));
    return struct;
  }

  /** Calls a function on a thread of its own, while JavaScript goes on. */
  async callAsync(name: PjrtFunction, struct: Arguments): Promise<Arguments> {
    this.check(name, await functionAt(this.#addressOf(name), ASYNC_DEFINITION).call(struct));
    return struct;
  }

  /** The function itself, for calls that must cost little; see {@linkcode check}. */
  function(name: PjrtFunction): NativeFunction {
    let found = this.#functions.get(name);
    if (!found) {
      found = functionAt(this.#addressOf(name), DEFINITION);
      this.#functions.set(name, found);
    }
    return found;
  }

  /** Throws the error that a function returned, if any. */
  check(name: PjrtFunction, error: Deno.PointerValue): void {
    if (error === null) return;
    const address = Deno.UnsafePointer.value(error);
    const message = this.struct(5, { 2: address });
    this.function("Error_Message").call(message);
    const code = this.struct(4, { 2: address });
    this.function("Error_GetCode").call(code);
    const text = textAt(message[3]!, message[4]!);
    this.function("Error_Destroy").call(this.struct(3, { 2: address }));
    const number = Number(code[3]! & 0xffffffffn);
    const isFull = number === RESOURCE_EXHAUSTED;
    throw new PjrtError(isFull ? outOfMemory(bytesWithoutRoom(text)) : `${name}: ${text}`, number);
  }

  /** Destroys an object of the plugin by its function. */
  destroy(name: Extract<PjrtFunction, `${string}_Destroy`>, object: Address): void {
    this.call(name, this.struct(3, { 2: object }));
  }

  #addressOf(name: PjrtFunction): Address {
    const address = this.#table.getBigUint64(
      TABLE_HEADER_BYTES + 8 * PJRT_FUNCTIONS.indexOf(name),
    );
    if (address === 0n) throw new Error(`Cannot call PJRT_${name}: "${this.path}" has none`);
    return address;
  }
}
