/**
 * Reads the pickle of a PyTorch state dict, and runs nothing.
 *
 * A pickle is a program for a machine with a stack, and Python's machine may call whatever the
 * program names. This one knows the few instructions of which a state dict consists, and the few
 * names in it stand for what is written here. Any other instruction or name is refused.
 *
 * Sources: https://github.com/python/cpython/blob/3.12/Lib/pickletools.py;
 * https://github.com/pytorch/pytorch/blob/v2.5.0/torch/_weights_only_unpickler.py.
 *
 * @module
 */
import type { Dtype } from "./dtype.ts";

/** A row of numbers that one or several tensors look into. */
export class Storage {
  constructor(
    /** Its name in the archive. */
    readonly key: string,
    readonly dtype: Dtype,
    /** How many numbers it has. */
    readonly count: number,
  ) {}
}

/** A tensor as a place in a storage; whether it lies within it is still to be checked. */
export class View {
  constructor(
    readonly storage: Storage,
    /** The first element, counted in elements. */
    readonly offset: number,
    readonly shape: readonly number[],
    /** Elements from one to the next along each axis. */
    readonly strides: readonly number[],
  ) {}
}

/** A name of Python that a state dict may use. */
class Global {
  constructor(readonly name: string) {}
}

type Value =
  | null
  | boolean
  | number
  | string
  | Global
  | Storage
  | View
  | Map<Value, Value>
  | readonly Value[];

/** The kinds of storages. */
const STORAGES: Readonly<Record<string, Dtype>> = {
  "torch.DoubleStorage": "F64",
  "torch.FloatStorage": "F32",
  "torch.HalfStorage": "F16",
  "torch.BFloat16Storage": "BF16",
  "torch.LongStorage": "I64",
  "torch.IntStorage": "I32",
  "torch.ShortStorage": "I16",
  "torch.CharStorage": "I8",
  "torch.ByteStorage": "U8",
  "torch.BoolStorage": "BOOL",
};

/** What a state dict may call, as it is done here. */
const CALLS: Readonly<Record<string, (args: readonly Value[]) => Value>> = {
  "collections.OrderedDict": (args) => {
    if (args.length > 0) throw new TypeError("an OrderedDict must begin empty");
    return new Map();
  },
  "torch._utils._rebuild_tensor_v2": makeView,
  "torch._utils._rebuild_parameter": ([data]) => {
    if (data instanceof View) return data;
    throw new TypeError("a parameter must be a tensor");
  },
};

function makeView([storage, offset, shape, strides]: readonly Value[]): View {
  if (
    storage instanceof Storage && isCount(offset) && isCounts(shape) && isCounts(strides) &&
    shape.length === strides.length
  ) return new View(storage, offset, shape, strides);
  throw new TypeError(
    "a tensor must have a storage, an offset, a shape and a stride for each axis",
  );
}

/** Turns a persistent id, `("storage", type, key, device, count)`, into the storage it names. */
function findStorage(id: Value): Storage {
  const [word, type, key, , count] = Array.isArray(id) ? id as readonly Value[] : [];
  if (word === "storage" && type instanceof Global && typeof key === "string" && isCount(count)) {
    const dtype = STORAGES[type.name];
    if (dtype !== undefined) return new Storage(key, dtype, count);
  }
  throw new TypeError("a reference out of the pickle must name a storage");
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(isCount);
}

/** The machine: the program, how far it is, and what it holds. */
class Machine {
  #at = 0;
  readonly #view: DataView;
  readonly #stack: Value[] = [];
  readonly #marks: number[] = [];
  /** A map, not a list: a program may number its entries as it likes. */
  readonly memo = new Map<number, Value>();

  constructor(readonly program: Uint8Array<ArrayBuffer>) {
    this.#view = new DataView(program.buffer, program.byteOffset, program.byteLength);
  }

  /** Runs to the end and returns the value that is left. */
  run(): Value {
    for (;;) {
      const at = this.#at;
      const code = this.number("Uint8");
      if (code === STOP) return this.pop();
      const instruct = INSTRUCTIONS[code];
      if (instruct === undefined) throw new TypeError(`${nameOf(code)} at byte ${at} is refused`);
      instruct(this);
    }
  }

  /** The next bytes of the program. */
  take(length: number): Uint8Array<ArrayBuffer> {
    const end = this.#at + length;
    if (end > this.program.length) throw new TypeError("it ends in the middle");
    const bytes = this.program.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }

  number(type: "Uint8" | "Uint16" | "Uint32" | "Int32"): number {
    const at = this.#at;
    this.take({ Uint8: 1, Uint16: 2, Uint32: 4, Int32: 4 }[type]);
    return this.#view[`get${type}`](at, true);
  }

  text(length: number): string {
    return new TextDecoder("utf-8", { fatal: true }).decode(this.take(length));
  }

  line(): string {
    const end = this.program.indexOf(0x0a, this.#at);
    if (end === -1) throw new TypeError("it ends in the middle");
    const text = this.text(end - this.#at);
    this.#at++;
    return text;
  }

  push(value: Value): void {
    this.#stack.push(value);
  }

  pop(): Value {
    return this.popMany(1)[0]!;
  }

  popMany(count: number): Value[] {
    const rest = this.#stack.length - count;
    if (rest < (this.#marks.at(-1) ?? 0)) throw new TypeError("it takes more than there is");
    return this.#stack.splice(rest);
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /** All since the last mark. */
  popMarked(): Value[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw new TypeError("it takes more than there is");
    return this.#stack.splice(mark);
  }

  top(): Value {
    const value = this.pop();
    this.push(value);
    return value;
  }
}

const STOP = 0x2e;

/** The instructions of a state dict, by their codes. */
const INSTRUCTIONS: Readonly<Record<number, (machine: Machine) => void>> = {
  0x80: (m) => void m.number("Uint8"), // PROTO: what is known here is the same in all
  0x63: (m) => m.push(findGlobal(`${m.line()}.${m.line()}`)), // GLOBAL
  0x52: reduce, // REDUCE
  0x62: (m) => void m.popMany(1), // BUILD: attributes such as the versions of modules
  0x51: (m) => m.push(findStorage(m.pop())), // BINPERSID
  0x28: (m) => m.mark(), // MARK
  0x29: (m) => m.push([]), // EMPTY_TUPLE
  0x74: (m) => m.push(m.popMarked()), // TUPLE
  0x85: (m) => m.push(m.popMany(1)), // TUPLE1
  0x86: (m) => m.push(m.popMany(2)), // TUPLE2
  0x87: (m) => m.push(m.popMany(3)), // TUPLE3
  0x7d: (m) => m.push(new Map()), // EMPTY_DICT
  0x73: (m) => setItems(m, m.popMany(2)), // SETITEM
  0x75: (m) => setItems(m, m.popMarked()), // SETITEMS
  0x4e: (m) => m.push(null), // NONE
  0x88: (m) => m.push(true), // NEWTRUE
  0x89: (m) => m.push(false), // NEWFALSE
  0x4b: (m) => m.push(m.number("Uint8")), // BININT1
  0x4d: (m) => m.push(m.number("Uint16")), // BININT2
  0x4a: (m) => m.push(m.number("Int32")), // BININT
  0x8a: (m) => m.push(longOf(m.take(m.number("Uint8")))), // LONG1
  0x58: (m) => m.push(m.text(m.number("Uint32"))), // BINUNICODE
  0x71: (m) => void m.memo.set(m.number("Uint8"), m.top()), // BINPUT
  0x72: (m) => void m.memo.set(m.number("Uint32"), m.top()), // LONG_BINPUT
  0x68: (m) => m.push(recall(m, m.number("Uint8"))), // BINGET
  0x6a: (m) => m.push(recall(m, m.number("Uint32"))), // LONG_BINGET
};

/** Instructions by which programs reach for more; others are called by their codes. */
const REFUSED: Readonly<Record<number, string>> = {
  0x69: "INST",
  0x6f: "OBJ",
  0x81: "NEWOBJ",
  0x82: "EXT1",
  0x83: "EXT2",
  0x84: "EXT4",
  0x92: "NEWOBJ_EX",
  0x93: "STACK_GLOBAL",
};

function nameOf(code: number): string {
  return `instruction ${REFUSED[code] ?? `0x${code.toString(16).padStart(2, "0")}`}`;
}

function findGlobal(name: string): Global {
  if (Object.hasOwn(STORAGES, name) || Object.hasOwn(CALLS, name)) return new Global(name);
  throw new TypeError(`it names ${quote(name)}, which is refused`);
}

/** A stranger's text on one line. */
function quote(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}

function reduce(machine: Machine): void {
  const [callee, args] = machine.popMany(2);
  const call = callee instanceof Global ? CALLS[callee.name] : undefined;
  if (call === undefined || !Array.isArray(args)) {
    throw new TypeError("it calls what is no function");
  }
  machine.push(call(args));
}

function setItems(machine: Machine, items: readonly Value[]): void {
  const dict = machine.top();
  if (!(dict instanceof Map) || items.length % 2 > 0) {
    throw new TypeError("it fills what is no dict");
  }
  for (let i = 0; i < items.length; i += 2) dict.set(items[i]!, items[i + 1]!);
}

function recall({ memo }: Machine, index: number): Value {
  const value = memo.get(index);
  if (value === undefined) throw new TypeError(`it recalls entry ${index}, which it never kept`);
  return value;
}

/** A whole number of any length; storages of more than two billion numbers have such a count. */
function longOf(bytes: Uint8Array): number {
  let value = 0n;
  bytes.forEach((byte, i) => value |= BigInt(byte) << BigInt(8 * i));
  const number = Number(BigInt.asIntN(8 * bytes.length, value));
  if (Number.isSafeInteger(number)) return number;
  throw new TypeError("a number is too large");
}

/**
 * Reads a state dict.
 *
 * @returns the tensors by name, in the order of the file
 * @throws {TypeError} if the pickle holds or asks for anything else
 */
export function readStateDict(pickle: Uint8Array<ArrayBuffer>): ReadonlyMap<string, View> {
  const dict = new Machine(pickle).run();
  if (!(dict instanceof Map)) throw new TypeError("it must hold a state dict: names and tensors");
  const views = new Map<string, View>();
  for (const [name, view] of dict) {
    if (typeof name !== "string" || !(view instanceof View)) {
      const what = typeof name === "string" ? quote(name) : "an entry without a name";
      throw new TypeError(`it must hold a state dict: ${what} is no tensor`);
    }
    views.set(name, view);
  }
  return views;
}
