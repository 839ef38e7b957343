/**
 * A trace as one TensorFlow function: a call runs the whole program without JavaScript in between,
 * and XLA may compile it.
 *
 * Tensors that lived before the trace (the frozen weights) become captured inputs, never constants.
 *
 * @module
 */
import type { Binding, OpAttribute, RecordedOp, TensorMetadata } from "./binding.ts";
import { ATTRIBUTE, DATA_TYPE } from "./symbols.ts";
import { newTensor } from "./tensors.ts";
import type { Trace } from "./trace.ts";

/** TF_Output: an operation and the index of its output. */
type Output = readonly [operation: bigint, index: number];

/** Ops whose first input is a list of `N` tensors. */
const LIST_OPS = new Set(["ConcatV2", "Pack", "AddN", "Einsum"]);

/** AttrValue { b: true } in protobuf's wire format. */
const TRUE = new Uint8Array([0x28, 1]);

/** Most bytes of a constant: more is a weight that should have been captured. */
const MOST_CONSTANT_BYTES = 1 << 24;

let functionCount = 0;

/** A function registered in a context. */
export class GraphFunction {
  private constructor(
    private readonly binding: Binding,
    private readonly name: string,
    private readonly captures: readonly bigint[],
    private readonly outputCount: number,
    private readonly xla: boolean,
  ) {}

  /**
   * Builds the function.
   *
   * @param argumentIds tensors of the trace that become arguments, in order
   * @param outputIds tensors of the trace that are returned, in order
   * @param xla whether XLA must compile it
   * @throws {Error} with TensorFlow's message if an op cannot stand in a graph
   */
  static build(
    binding: Binding,
    trace: Trace,
    argumentIds: readonly number[],
    outputIds: readonly number[],
    xla: boolean,
    label: string,
  ): GraphFunction {
    const name = `${label.replace(/\W/g, "_")}_${functionCount++}`;
    const graph = new GraphBuilder(binding, trace);
    try {
      const captureIds = graph.build(argumentIds, outputIds);
      graph.register(name, [...argumentIds, ...captureIds], xla);
      const { c, status } = binding.native;
      const captures = captureIds.map((id) => {
        const handle = c.TFE_TensorHandleCopySharingTensor(binding.handle(id), status);
        binding.native.check();
        return handle;
      });
      return new GraphFunction(binding, name, captures, outputIds.length, xla);
    } finally {
      graph.dispose();
    }
  }

  /**
   * Calls the function.
   *
   * @param argumentIds living tensors of the traced shapes
   */
  call(argumentIds: readonly number[]): TensorMetadata[] {
    const { native, context, device } = this.binding;
    const { c, status } = native;
    const handles = argumentIds.map((id) => this.binding.handle(id)); // may throw: before the op is made
    const op = c.TFE_NewOp(context, native.string(this.name), status);
    native.check();
    if (device !== undefined) c.TFE_OpSetDevice(op, native.string(device), status);
    for (const handle of handles) c.TFE_OpAddInput(op, handle, status);
    for (const handle of this.captures) c.TFE_OpAddInput(op, handle, status);
    if (this.xla) c.TFE_OpSetAttrBool(op, native.string("_XlaMustCompile"), 1);
    return this.binding.execute(op, this.outputCount);
  }

  /** Removes the function from its context and lets go of what it captured. */
  dispose(): void {
    const { c, status } = this.binding.native;
    const { native, context } = this.binding;
    c.TFE_ContextRemoveFunction(context, native.string(this.name), status);
    for (const handle of this.captures) c.TFE_DeleteTensorHandle(handle);
  }
}

class GraphBuilder {
  readonly #graph: bigint;
  readonly #nodes = new Map<number, Output>();
  readonly #constants = new Map<string, Output>();
  readonly #argumentIds = new Set<number>();
  readonly #captured: number[] = [];
  readonly #dims;
  #outputs: Output[] = [];
  #count = 0;

  constructor(private readonly binding: Binding, private readonly trace: Trace) {
    this.#graph = binding.native.c.TF_NewGraph();
    this.#dims = binding.native.words(64);
  }

  /** @returns ids of the captured tensors, in the order of the extra arguments */
  build(argumentIds: readonly number[], outputIds: readonly number[]): number[] {
    for (const id of argumentIds) {
      this.#argumentIds.add(id);
      this.#placeholder(id);
    }
    for (const op of neededOps(this.trace.ops, outputIds)) this.#add(op);
    const inputs = [...argumentIds];
    this.#outputs = outputIds.map((id, i) => {
      const output = this.#input(id);
      // a function may return neither an argument as it is nor one tensor twice
      const bare = inputs.includes(id) || this.#captured.includes(id) ||
        outputIds.indexOf(id) !== i;
      return bare ? this.#identity(id, output) : output;
    });
    return this.#captured;
  }

  register(name: string, inputIds: readonly number[], xla: boolean): void {
    const { native, context } = this.binding;
    const { c, status } = native;
    const inputs = this.#outputList(inputIds.map((id) => this.#nodes.get(id)!));
    const outputs = this.#outputList(this.#outputs);
    // -1 operations: the whole graph; null names: TensorFlow's own
    const made = c.TF_GraphToFunction(
      this.#graph,
      native.string(name),
      0,
      -1,
      0n,
      inputIds.length,
      inputs,
      this.#outputs.length,
      outputs,
      0n,
      0n,
      0n,
      status,
    );
    c.free(inputs);
    c.free(outputs);
    native.check();
    if (xla) {
      const key = native.string("_XlaMustCompile");
      c.TF_FunctionSetAttrValueProto(made, key, TRUE, BigInt(TRUE.length), status);
      native.check();
    }
    c.TFE_ContextAddFunction(context, made, status);
    c.TF_DeleteFunction(made);
    native.check();
  }

  dispose(): void {
    this.binding.native.c.TF_DeleteGraph(this.#graph);
    this.binding.native.c.free(this.#dims.address);
  }

  #add(op: RecordedOp): void {
    const { native } = this.binding;
    const { c } = native;
    const inputs = op.inputs.map((id) => this.#input(id));
    const node = this.#newOperation(op.name);
    if (LIST_OPS.has(op.name)) {
      const count = op.attributes.find(({ name }) => name === "N")!.value as number;
      const list = this.#outputList(inputs.slice(0, count));
      c.TF_AddInputList(node, list, count);
      c.free(list);
      for (const [operation, index] of inputs.slice(count)) c.TF_AddInput(node, operation, index);
    } else {
      for (const [operation, index] of inputs) c.TF_AddInput(node, operation, index);
    }
    for (const attribute of op.attributes) this.#setAttribute(node, op.name, attribute);
    const operation = this.#finish(node, op.name);
    op.outputs.forEach(({ id }, index) => this.#nodes.set(id, [operation, index]));
  }

  #input(id: number): Output {
    const known = this.#nodes.get(id);
    if (known) return known;
    if (this.trace.constants.has(id)) return this.#constant(id);
    this.#captured.push(id);
    return this.#placeholder(id);
  }

  #placeholder(id: number): Output {
    const { c } = this.binding.native;
    const { shape, dtype } = this.binding.metadata(id);
    const node = this.#newOperation("Placeholder");
    c.TF_SetAttrType(node, this.binding.native.string("dtype"), dtype);
    shape.forEach((axis, i) => this.#dims.view[i] = BigInt(axis));
    const key = this.binding.native.string("shape");
    c.TF_SetAttrShape(node, key, this.#dims.address, shape.length);
    return this.#keep(id, [this.#finish(node, "Placeholder"), 0]);
  }

  #constant(id: number): Output {
    const { shape, type, data } = this.trace.constants.get(id)!;
    if (data.byteLength > MOST_CONSTANT_BYTES && type === DATA_TYPE.float32) {
      throw new Error(
        `Cannot compile the program: it makes a constant of shape [${shape.join(", ")}]: ` +
          "upload it before",
      );
    }
    const key = data.byteLength < 256 ? `${type}:${shape}:${data}` : `#${id}`;
    const known = this.#constants.get(key);
    if (known) return this.#keep(id, known);
    const { native } = this.binding;
    const node = this.#newOperation("Const");
    const tensor = newTensor(native, this.#dims, shape, type, data);
    native.c.TF_SetAttrTensor(node, native.string("value"), tensor, native.status);
    native.check();
    native.c.TF_SetAttrType(node, native.string("dtype"), type);
    const output: Output = [this.#finish(node, "Const"), 0];
    native.c.TF_DeleteTensor(tensor);
    this.#constants.set(key, output);
    return this.#keep(id, output);
  }

  #identity(id: number, [operation, index]: Output): Output {
    const { c } = this.binding.native;
    const node = this.#newOperation("Identity");
    c.TF_AddInput(node, operation, index);
    const type = this.binding.metadata(id).dtype;
    c.TF_SetAttrType(node, this.binding.native.string("T"), type);
    return [this.#finish(node, "Identity"), 0];
  }

  #keep(id: number, output: Output): Output {
    this.#nodes.set(id, output);
    return output;
  }

  #newOperation(op: string): bigint {
    const { native } = this.binding;
    return native.c.TF_NewOperation(
      this.#graph,
      native.string(op),
      native.string(`n${this.#count++}`),
    );
  }

  #finish(node: bigint, name: string): bigint {
    const { c, status } = this.binding.native;
    const operation = c.TF_FinishOperation(node, status);
    try {
      this.binding.native.check();
    } catch (error) {
      throw new Error(`Cannot compile op "${name}": ${(error as Error).message}`);
    }
    return operation;
  }

  /** Native array of TF_Output; the caller frees it. */
  #outputList(outputs: readonly Output[]): bigint {
    const list = this.binding.native.words(2 * outputs.length);
    outputs.forEach(([operation, index], i) => {
      list.view[2 * i] = operation;
      list.view[2 * i + 1] = BigInt(index);
    });
    return list.address;
  }

  #setAttribute(node: bigint, op: string, { name, type, value }: OpAttribute): void {
    if (name === "N" && LIST_OPS.has(op)) return; // follows from the list
    if (op === "Select" && name !== "T") return; // the kernel passes one too many
    const { native } = this.binding;
    const { c } = native;
    const key = native.string(name);
    switch (type) {
      case ATTRIBUTE.type:
        return c.TF_SetAttrType(node, key, value);
      case ATTRIBUTE.bool:
        return c.TF_SetAttrBool(node, key, value ? 1 : 0);
      case ATTRIBUTE.int:
        return Array.isArray(value)
          ? c.TF_SetAttrIntList(node, key, BigInt64Array.from(value, BigInt), value.length)
          : c.TF_SetAttrInt(node, key, BigInt(Math.trunc(value)));
      case ATTRIBUTE.float:
        return c.TF_SetAttrFloat(node, key, value);
      case ATTRIBUTE.string: {
        const size = BigInt(new TextEncoder().encode(value).length);
        return c.TF_SetAttrString(node, key, native.string(value), size);
      }
      default:
        throw new TypeError(`Cannot compile op "${op}": attribute "${name}" has type ${type}`);
    }
  }
}

/** The ops that the outputs depend on, in order. */
function neededOps(ops: readonly RecordedOp[], outputIds: readonly number[]): RecordedOp[] {
  const needed = new Set(outputIds);
  return ops.toReversed().filter((op) => {
    if (!op.outputs.some(({ id }) => needed.has(id))) return false;
    for (const id of op.inputs) needed.add(id);
    return true;
  }).reverse();
}
