/**
 * A TensorFlow graph under construction: nodes whose shapes TensorFlow infers as they are added.
 *
 * @module
 */
import { flag } from "../protobuf.ts";
import type { Native } from "./native.ts";
import { ATTRIBUTE, type OpAttribute } from "./symbols.ts";
import { newTensor } from "./tensors.ts";

/** TF_Output: an operation and the index of its output. */
export type Output = readonly [operation: bigint, index: number];

/** Values that JavaScript made. */
export interface Constant {
  readonly shape: readonly number[];
  readonly type: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Ops whose first input is a list of `N` tensors. */
const LIST_OPS = new Set(["ConcatV2", "Pack", "AddN", "Einsum"]);

/** AttrValue, of which field 5 is `b`. */
const TRUE = new Uint8Array(flag(5, true));

/** Most axes of a tensor. */
const MOST_AXES = 64;

/** A graph; whoever makes one disposes of it. */
export class Graph {
  readonly #graph: bigint;
  readonly #dims;
  #count = 0;

  constructor(private readonly native: Native) {
    this.#graph = native.c.TF_NewGraph();
    this.#dims = native.words(MOST_AXES);
  }

  /** An input of the function to be. */
  placeholder(shape: readonly number[], dtype: number): Output {
    const { c } = this.native;
    const node = this.#new("Placeholder");
    c.TF_SetAttrType(node, this.native.string("dtype"), dtype);
    shape.forEach((axis, i) => this.#dims.view[i] = BigInt(axis));
    const key = this.native.string("shape");
    c.TF_SetAttrShape(node, key, this.#dims.address, shape.length);
    return [this.#finish(node, "Placeholder"), 0];
  }

  /** A tensor that is part of the graph. */
  constant({ shape, type, data }: Constant): Output {
    const { native } = this;
    const node = this.#new("Const");
    const tensor = newTensor(native, this.#dims, shape, type, data);
    native.c.TF_SetAttrTensor(node, native.string("value"), tensor, native.status);
    native.check();
    native.c.TF_SetAttrType(node, native.string("dtype"), type);
    const operation = this.#finish(node, "Const");
    native.c.TF_DeleteTensor(tensor);
    return [operation, 0];
  }

  /**
   * Adds an op.
   *
   * @returns the operation, whose outputs are counted from 0
   * @throws {Error} with TensorFlow's message if the op cannot stand in a graph, or its inputs do not
   *   fit
   */
  add(op: string, attributes: readonly OpAttribute[], inputs: readonly Output[]): bigint {
    const { c } = this.native;
    const node = this.#new(op);
    const listed = LIST_OPS.has(op)
      ? attributes.find(({ name }) => name === "N")!.value as number
      : 0;
    if (listed > 0) {
      const list = this.#list(inputs.slice(0, listed));
      c.TF_AddInputList(node, list, listed);
      c.free(list);
    }
    for (const [operation, index] of inputs.slice(listed)) c.TF_AddInput(node, operation, index);
    for (const attribute of attributes) this.#setAttribute(node, op, attribute);
    return this.#finish(node, op);
  }

  /** The same values under another node. */
  identity([operation, index]: Output): Output {
    const { c } = this.native;
    const node = this.#new("Identity");
    c.TF_AddInput(node, operation, index);
    c.TF_SetAttrType(node, this.native.string("T"), c.TF_OperationOutputType(operation, index));
    return [this.#finish(node, "Identity"), 0];
  }

  /**
   * Type and shape of a node's output, as TensorFlow infers them.
   *
   * @returns `shape` undefined if it depends on values
   */
  describe([operation, index]: Output): { dtype: number; shape: number[] | undefined } {
    const { native } = this;
    const { c, status } = native;
    const dtype = c.TF_OperationOutputType(operation, index);
    const rank = c.TF_GraphGetTensorNumDims(this.#graph, operation, index, status);
    native.check();
    if (rank < 0) return { dtype, shape: undefined };
    const { address, view } = this.#dims;
    c.TF_GraphGetTensorShape(this.#graph, operation, index, address, rank, status);
    native.check();
    const shape = Array.from({ length: rank }, (_, i) => Number(BigInt.asIntN(64, view[i]!)));
    return { dtype, shape: shape.includes(-1) ? undefined : shape };
  }

  /**
   * Registers the graph as a function of an eager context.
   *
   * @param inputs placeholders, in the order of the arguments
   * @param outputs in the order of the results; none twice, and no placeholder
   * @param xla whether XLA must compile it
   */
  register(
    context: bigint,
    name: string,
    inputs: readonly Output[],
    outputs: readonly Output[],
    xla: boolean,
  ): void {
    const { native } = this;
    const { c, status } = native;
    const lists = [this.#list(inputs), this.#list(outputs)] as const;
    // -1 operations: the whole graph; null names: TensorFlow's own
    const made = c.TF_GraphToFunction(
      this.#graph,
      native.string(name),
      0,
      -1,
      0n,
      inputs.length,
      lists[0],
      outputs.length,
      lists[1],
      0n,
      0n,
      0n,
      status,
    );
    for (const list of lists) c.free(list);
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
    this.native.c.TF_DeleteGraph(this.#graph);
    this.native.c.free(this.#dims.address);
  }

  #new(op: string): bigint {
    const { c } = this.native;
    const name = this.native.string(`n${this.#count++}`);
    return c.TF_NewOperation(this.#graph, this.native.string(op), name);
  }

  #finish(node: bigint, op: string): bigint {
    const { c, status } = this.native;
    const operation = c.TF_FinishOperation(node, status);
    try {
      this.native.check();
    } catch (error) {
      throw new Error(`Cannot compile op "${op}": ${(error as Error).message}`);
    }
    return operation;
  }

  /** Native array of TF_Output; the caller frees it. */
  #list(outputs: readonly Output[]): bigint {
    const list = this.native.words(2 * outputs.length);
    outputs.forEach(([operation, index], i) => {
      list.view[2 * i] = operation;
      list.view[2 * i + 1] = BigInt(index);
    });
    return list.address;
  }

  #setAttribute(node: bigint, op: string, { name, type, value }: OpAttribute): void {
    if (name === "N" && LIST_OPS.has(op)) return; // follows from the list
    if (op === "Select" && name !== "T") return; // the kernel passes one too many
    const { native } = this;
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
