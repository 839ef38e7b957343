/**
 * The TF.js backend: tensors are nodes of a graph, kernels build graphs.
 *
 * Outside of a compiled program each kernel's graph is compiled and run at once; the compiled form
 * is kept, so that the same op on the same shapes compiles once. Inside, {@linkcode trace} only
 * collects.
 *
 * @module
 */
import { fromBf16 } from "../../core/bfloat16.ts";
import { MostRecent } from "../../core/most_recent.ts";
import { hasBf16Units } from "../../core/processor.ts";
import * as tf from "../tf.ts";
import type { DeviceBuffer } from "./buffer.ts";
import type { Client } from "./client.ts";
import { Node, splat, splatValue } from "./node.ts";
import { reshape } from "./ops_shape.ts";
import type { Executable } from "./executable.ts";
import { emit, type ModuleText } from "./stablehlo.ts";
import { elementOf, type HostArray, TensorType, type TensorValues } from "./types.ts";

/** So many compiled kernels are kept; one takes some 100 KB. */
const MOST_KERNELS = 2000;

/** What a TF.js data id stands for. */
interface Entry {
  readonly node: Node;
  /** Tensors with this data id. */
  references: number;
}

/** The backend; one for a device. */
export class XlaBackend extends tf.KernelBackend {
  readonly #entries = new Map<object, Entry>();
  /** Whether the device multiplies bf16 faster than f32. */
  bf16Units: boolean;
  /** Compiled kernels by their text. */
  readonly #kernels = new MostRecent<Executable>(MOST_KERNELS);
  #tracing = false;

  constructor(readonly client: Client) {
    super();
    this.bf16Units = client.platform.name !== "cpu" || hasBf16Units(); // every GPU that XLA knows has
  }

  /** Runs `body`, in which kernels only build graphs. */
  trace<T>(body: () => T): T {
    this.#tracing = true;
    try {
      return body();
    } finally {
      this.#tracing = false;
    }
  }

  /** The node of a tensor; views share data, so that the shape is that of the tensor. */
  nodeOf(info: tf.TensorInfo): Node {
    const { node } = this.#entry(info.dataId);
    const value = splatValue(node);
    // a scalar baked into a program would be compiled again for each value
    if (value !== undefined && node.type.size === 1 && !this.#tracing) this.bufferOf(node);
    return reshape(node, info.shape);
  }

  /** A tensor in device memory. */
  adoptBuffer(buffer: DeviceBuffer): tf.Tensor {
    const node = new Node(buffer.type, { kind: "buffer", buffer });
    return tf.engine().makeTensorFromTensorInfo(this.output(node));
  }

  /** Makes a node a tensor info, computed at once unless a program is traced. */
  output(node: Node): tf.TensorInfo {
    if (!this.#tracing && splatValue(node) === undefined) this.bufferOf(node);
    const dataId = {};
    this.#adopt(dataId, node, 1);
    return { dataId, shape: [...node.shape], dtype: dtypeOf(node) };
  }

  /** Another tensor on the same data. */
  view(info: tf.TensorInfo, shape: number[] = info.shape): tf.TensorInfo {
    this.incRef(info.dataId);
    return { dataId: info.dataId, shape, dtype: info.dtype };
  }

  /** Whether nothing but this one tensor holds on to its data. */
  ownsAlone({ dataId }: tf.TensorInfo): boolean {
    const { node, references } = this.#entry(dataId);
    return references === 1 && node.users === 1;
  }

  /** The device memory of a node, which is computed or filled if need be. */
  bufferOf(node: Node): DeviceBuffer {
    const { source, type } = node;
    if (source.kind === "buffer") return source.buffer;
    const buffer = source.kind === "splat"
      ? this.client.upload(filled(source.value, type), type)
      : source.kind === "host"
      ? this.client.upload(source.data, type)
      : this.#compute(node);
    node.source = { kind: "buffer", buffer };
    return buffer;
  }

  #compute(node: Node): DeviceBuffer {
    const module = emit([node], []);
    const captured = module.captured.map((leaf) => this.bufferOf(leaf));
    return this.#run(module, captured);
  }

  /** A copy of a node's memory. */
  copyOf(node: Node): DeviceBuffer {
    return this.#run(emit([node], [node]), [this.bufferOf(node)]);
  }

  #run(module: ModuleText, given: readonly DeviceBuffer[]): DeviceBuffer {
    const compiled = this.#kernels.get(module.text, () => this.client.compile(module));
    return compiled.run(given)[0]!;
  }

  /** Keeps a node's memory until {@linkcode release}. */
  retain(node: Node): void {
    node.users++;
  }

  /** Gives a node up; its memory is freed when nobody else uses it. */
  release(node: Node): void {
    node.users--;
    if (node.users === 0 && node.source.kind === "buffer") this.client.free(node.source.buffer);
  }

  #adopt(dataId: object, node: Node, references: number): void {
    this.retain(node);
    this.#entries.set(dataId, { node, references });
  }

  #entry(dataId: object): Entry {
    const entry = this.#entries.get(dataId);
    if (entry) return entry;
    throw new ReferenceError('Cannot use a tensor on engine "xla": it was disposed');
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: object,
    values: tf.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    references: number,
  ): void {
    const type = new TensorType(elementOf(dtype), shape);
    const node = this.#fromHost(values as ArrayLike<number>, type);
    this.#adopt(dataId, node, references);
  }

  #fromHost(values: ArrayLike<number> | null, type: TensorType): Node {
    const first = values?.[0] ?? 0;
    let uniform = true;
    for (let i = 1; values && i < values.length && uniform; i++) {
      uniform = Object.is(values[i], first); // NaN, and -0 among zeros
    }
    if (values === null || (uniform && type.size > 0)) {
      return splat(Number(first), type.element, type.shape);
    }
    const data = type.hostArray(); // a copy: the caller may go on to change its array
    data.set(values);
    const node = new Node(type, { kind: "host", data });
    if (!this.#tracing) this.bufferOf(node);
    return node;
  }

  override readSync(dataId: object): TensorValues {
    const node = this.#readable(dataId);
    const { source, type } = node;
    if (source.kind === "splat") return decoded(filled(source.value, type), type);
    if (source.kind === "host") return decoded(source.data.slice(), type);
    return decoded(this.client.read(this.bufferOf(node)), type);
  }

  override async read(dataId: object): Promise<TensorValues> {
    const node = this.#readable(dataId);
    if (node.source.kind !== "buffer") return this.readSync(dataId);
    return decoded(await this.client.readAsync(node.source.buffer), node.type);
  }

  /** Reading a tensor would freeze the value of one run into the program: only constants may be. */
  #readable(dataId: object): Node {
    const { node } = this.#entry(dataId);
    if (!this.#tracing || node.source.kind === "splat" || node.source.kind === "host") return node;
    throw new Error(
      "Cannot compile the program: it reads the values of a tensor that the next call may change",
    );
  }

  override incRef(dataId: object): void {
    this.#entry(dataId).references++;
  }

  decRef(dataId: object): void {
    this.#entry(dataId).references--;
  }

  override refCount(dataId: object): number {
    return this.#entries.get(dataId)?.references ?? 0;
  }

  override disposeData(dataId: object, force = false): boolean {
    const entry = this.#entries.get(dataId);
    if (!entry) return true;
    entry.references--;
    if (!force && entry.references > 0) return false;
    this.#entries.delete(dataId);
    this.release(entry.node);
    return true;
  }

  override numDataIds(): number {
    return this.#entries.size;
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7; // as the host engines, since TF.js clips with it
  }

  override timerAvailable(): boolean {
    return false;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override dispose(): void {}
}

/** What TF.js calls the type of a node. */
function dtypeOf({ element }: Node): tf.DataType {
  if (element === "i1") return "bool";
  return element === "f32" || element === "bf16" ? "float32" : "int32";
}

function filled(value: number, type: TensorType): HostArray {
  return type.hostArray().fill(value);
}

function decoded(values: HostArray, { element }: TensorType): TensorValues {
  return element === "bf16" ? fromBf16(values as Uint16Array) : values as TensorValues;
}
