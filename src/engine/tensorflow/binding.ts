/**
 * What TF.js's node kernels call: the interface of tfjs-node's native addon, on libtensorflow by FFI.
 *
 * An addon would have to be compiled for each runtime and is slower: an addition takes 2.5 us here,
 * 3.9 us there.
 *
 * Source: `tfjs-node/binding/tfjs_binding.cc`, `src/tfjs_binding.ts` (TF.js 4.22).
 *
 * @module
 */
import { hasBf16Units } from "../../core/processor.ts";
import { cast, type Half, runHalf } from "./bf16.ts";
import { EagerOps } from "./eager_ops.ts";
import type { Native, Scratch } from "./native.ts";
import { ATTRIBUTE, DATA_TYPE, type OpAttribute } from "./symbols.ts";
import {
  freeStrings,
  newFilledTensor,
  newTensor,
  readTensor,
  type TensorData,
  valueBytes,
} from "./tensors.ts";
import type { Tracer } from "./trace.ts";

/** A tensor that an op made. */
export interface TensorMetadata {
  readonly id: number;
  readonly shape: number[];
  /** As TF.js sees it: what is stored as bf16 counts as float32. */
  readonly dtype: number;
}

/** Results of one op or function for which there is room from the start. */
const USUAL_RESULTS = 256;

/** Stands in for the handle of a tensor that exists in a traced program alone. */
const TRACED = 0n;

/** The binding; property names are those that the node kernels expect. */
export class Binding implements Half {
  readonly TF_FLOAT = DATA_TYPE.float32;
  readonly TF_INT32 = DATA_TYPE.int32;
  readonly TF_INT64 = DATA_TYPE.int64;
  readonly TF_BOOL = DATA_TYPE.bool;
  readonly TF_COMPLEX64 = DATA_TYPE.complex64;
  readonly TF_STRING = DATA_TYPE.string;
  readonly TF_RESOURCE = DATA_TYPE.resource;
  readonly TF_UINT8 = DATA_TYPE.uint8;
  readonly TF_ATTR_STRING = ATTRIBUTE.string;
  readonly TF_ATTR_INT = ATTRIBUTE.int;
  readonly TF_ATTR_FLOAT = ATTRIBUTE.float;
  readonly TF_ATTR_BOOL = ATTRIBUTE.bool;
  readonly TF_ATTR_TYPE = ATTRIBUTE.type;
  readonly TF_ATTR_SHAPE = ATTRIBUTE.shape;
  readonly TF_ATTR_RESOURCE = ATTRIBUTE.resource;
  readonly TF_Version: string;

  /** TFE_TensorHandle of each living tensor. */
  readonly handles = new Map<number, bigint>();
  /** Whether matrices stored as bf16 are multiplied as such. */
  bf16Units: boolean;
  /** Tensors that are stored as bf16. */
  readonly #halves = new Set<number>();
  /** Set while a program is traced. */
  #tracer: Tracer | undefined;
  #nextId = 0;
  #results: Scratch<BigUint64Array>;
  readonly #resultCount: Scratch<BigUint64Array>;
  readonly #dims: Scratch<BigUint64Array>;
  readonly #ops: EagerOps;

  /**
   * @param context TFE_Context
   * @param device name of the device that ops run on; undefined: TensorFlow places them
   */
  constructor(
    readonly native: Native,
    readonly context: bigint,
    readonly device: string | undefined,
  ) {
    this.TF_Version = native.version;
    this.bf16Units = device !== undefined || hasBf16Units();
    this.#results = native.words(USUAL_RESULTS);
    this.#resultCount = native.words(1);
    this.#dims = native.words(64);
    this.#ops = new EagerOps(native, context);
  }

  /** Asked by the node backend. */
  isUsingGpuDevice(): boolean {
    return this.device !== undefined;
  }

  /** Makes a tensor from values and returns its id. */
  createTensor(shape: number[], type: number, data: TensorData): number {
    const id = this.#adopt(this.#newHandle(shape, type, data));
    if (this.#tracer && type !== DATA_TYPE.string) {
      const bytes = valueBytes(shape, type, data).slice();
      this.#tracer.constant(id, { shape: [...shape], type, data: bytes });
    }
    return id;
  }

  /**
   * Makes a float32 tensor whose values are written right into its memory.
   *
   * @param asHalf whether it is stored as bf16 from then on
   */
  createFilled(
    shape: readonly number[],
    fill: (values: Float32Array<ArrayBuffer>) => void,
    asHalf = false,
  ): TensorMetadata {
    const { c } = this.native;
    const tensor = newFilledTensor(this.native, this.#dims, shape, fill);
    const handle = c.TFE_NewTensorHandle(tensor, this.native.status);
    c.TF_DeleteTensor(tensor);
    this.native.check();
    const whole = this.#describe(this.#toDevice(handle, DATA_TYPE.float32));
    if (!asHalf) return whole;
    try {
      return cast(this, whole.id, DATA_TYPE.float32, DATA_TYPE.bfloat16);
    } finally {
      this.deleteTensor(whole.id);
    }
  }

  /** Deletes a tensor; its memory is shared with others that alias it. */
  deleteTensor(id: number): void {
    if (this.handles.get(id) !== TRACED) this.native.c.TFE_DeleteTensorHandle(this.handle(id));
    this.handles.delete(id);
    this.#halves.delete(id);
  }

  /** Copies the values of a tensor to the host. */
  tensorDataSync(id: number): ReturnType<typeof readTensor> {
    const { c, status } = this.native;
    this.#tracer?.read(id);
    const tensor = c.TFE_TensorHandleResolve(this.handle(id), status);
    this.native.check();
    try {
      return readTensor(this.native, tensor);
    } finally {
      c.TF_DeleteTensor(tensor);
    }
  }

  /** Runs one op, or adds it to the program that is traced. */
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputCount: number,
  ): TensorMetadata[] {
    return inputs.some((id) => this.isHalf(id))
      ? runHalf(this, name, attributes, inputs, outputCount)
      : this.run(name, attributes, inputs, outputCount);
  }

  isHalf(id: number): boolean {
    return this.#halves.has(id);
  }

  run(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputCount: number,
  ): TensorMetadata[] {
    if (this.#tracer) return this.#tracer.op(name, attributes, inputs, outputCount);
    const handles = inputs.map((id) => this.handle(id));
    return this.execute(this.#ops.make(name, attributes, handles), outputCount);
  }

  /** Executes a prepared TFE_Op, deletes it and adopts what it made. */
  execute(op: bigint, outputCount: number): TensorMetadata[] {
    const { c, status } = this.native;
    this.#makeRoom(outputCount);
    this.#resultCount.view[0] = BigInt(outputCount);
    c.TFE_Execute(op, this.#results.address, this.#resultCount.address, status);
    c.TFE_DeleteOp(op);
    this.native.check();
    const count = Number(this.#resultCount.view[0] & 0xffffffffn); // the C int is the low half
    return Array.from({ length: count }, (_, i) => this.#describe(this.#results.view[i]!));
  }

  /** TensorFlow writes as many results as there are, wherever the room ends. */
  #makeRoom(results: number): void {
    if (results <= this.#results.view.length) return;
    this.native.c.free(this.#results.address);
    this.#results = this.native.words(results);
  }

  /** Runs `body`, whose ops go to the tracer. */
  traceWith<T>(tracer: Tracer, body: () => T): T {
    this.#tracer = tracer;
    try {
      return body();
    } finally {
      this.#tracer = undefined;
    }
  }

  /** A result in a traced program, with the type that TensorFlow gives it. */
  adoptTraced(shape: number[], type: number): TensorMetadata {
    return this.#named(this.#adopt(TRACED), shape, type);
  }

  /** Another handle on the same memory, which outlives the tensor; the caller deletes it. */
  share(id: number): bigint {
    const { c, status } = this.native;
    const handle = c.TFE_TensorHandleCopySharingTensor(this.handle(id), status);
    this.native.check();
    return handle;
  }

  /** Handle of a living tensor. */
  handle(id: number): bigint {
    const handle = this.handles.get(id);
    if (handle === undefined) throw new ReferenceError(`Cannot use tensor ${id}: it was disposed`);
    if (handle !== TRACED) return handle;
    throw new ReferenceError(`Cannot use tensor ${id}: it exists in a compiled program alone`);
  }

  /** Shape of a living tensor, and the type that TensorFlow gives it. */
  shapeAndType(id: number): { shape: number[]; type: number } {
    return this.#shapeAndType(this.handle(id));
  }

  #newHandle(shape: number[], type: number, data: TensorData): bigint {
    const { c, status } = this.native;
    const tensor = newTensor(this.native, this.#dims, shape, type, data);
    const handle = c.TFE_NewTensorHandle(tensor, status);
    if (type !== DATA_TYPE.string) {
      c.TF_DeleteTensor(tensor);
      this.native.check();
      return this.#toDevice(handle, type);
    }
    // a tensor made here never frees its strings: copy it into one of TensorFlow's own
    this.native.check();
    const count = { name: "N", type: ATTRIBUTE.int, value: 1 };
    const [copy] = this.execute(this.#ops.make("StringJoin", [count], [handle]), 1);
    freeStrings(this.native, tensor, (data as readonly Uint8Array[]).length);
    c.TFE_DeleteTensorHandle(handle);
    c.TF_DeleteTensor(tensor);
    const owned = this.handle(copy!.id);
    this.handles.delete(copy!.id);
    return owned;
  }

  /** On a GPU, int32 and string tensors stay on the host: TensorFlow's kernels want them there. */
  #toDevice(handle: bigint, type: number): bigint {
    if (this.device === undefined || type === DATA_TYPE.int32) return handle;
    const { c, status } = this.native;
    const name = this.native.string(this.device);
    const moved = c.TFE_TensorHandleCopyToDevice(handle, this.context, name, status);
    c.TFE_DeleteTensorHandle(handle);
    this.native.check();
    return moved;
  }

  #adopt(handle: bigint): number {
    const id = this.#nextId++;
    this.handles.set(id, handle);
    return id;
  }

  #describe(handle: bigint): TensorMetadata {
    const { shape, type } = this.#shapeAndType(handle);
    return this.#named(this.#adopt(handle), shape, type);
  }

  #named(id: number, shape: number[], type: number): TensorMetadata {
    const isHalf = type === DATA_TYPE.bfloat16;
    if (isHalf) this.#halves.add(id);
    return { id, shape, dtype: isHalf ? DATA_TYPE.float32 : type };
  }

  #shapeAndType(handle: bigint): { shape: number[]; type: number } {
    const { c, status } = this.native;
    const rank = c.TFE_TensorHandleNumDims(handle, status);
    const shape = new Array<number>(rank);
    for (let i = 0; i < rank; i++) shape[i] = Number(c.TFE_TensorHandleDim(handle, i, status));
    return { shape, type: c.TFE_TensorHandleDataType(handle) };
  }
}
