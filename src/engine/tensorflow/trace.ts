/**
 * Tracing: kernels add nodes to a graph where they would otherwise compute.
 *
 * Nothing is computed, so a trace takes no memory and no time worth speaking of; shapes come from
 * TensorFlow's own inference.
 *
 * @module
 */
import type { Binding, TensorMetadata } from "./binding.ts";
import type { Constant, Graph, Output } from "./graph.ts";
import { DATA_TYPE, type OpAttribute } from "./symbols.ts";

/** Most bytes of a constant: more is a weight that should have been captured. */
const MOST_CONSTANT_BYTES = 1 << 24;

/** Constants up to this size are shared if they are equal. */
const SHARED_CONSTANT_BYTES = 256;

/** What stands for the tensors of a program while it is traced. */
export class Tracer {
  readonly #nodes = new Map<number, Output>();
  readonly #constants = new Map<number, Constant>();
  readonly #shared = new Map<string, Output>();
  readonly #captured = new Map<number, Output>();
  /** Nodes that are inputs of the function, which it may not return as they are. */
  readonly #inputs = new Set<Output>();

  constructor(private readonly binding: Binding, private readonly graph: Graph) {}

  /** Tensors that lived before the trace, the frozen weights: extra arguments, never constants. */
  get captured(): ReadonlyMap<number, Output> {
    return this.#captured;
  }

  /** Makes a living tensor an argument. */
  argument(id: number): Output {
    const { shape, type } = this.binding.shapeAndType(id);
    const node = this.graph.placeholder(shape, type);
    this.#inputs.add(node);
    this.#nodes.set(id, node);
    return node;
  }

  /**
   * Adds an op, as a kernel asks for it.
   *
   * @throws {Error} if the shape of a result depends on values
   */
  op(
    name: string,
    attributes: readonly OpAttribute[],
    inputIds: readonly number[],
    outputCount: number,
  ): TensorMetadata[] {
    const inputs = inputIds.map((id) => this.#node(id));
    const operation = this.graph.add(name, attributes, inputs);
    return Array.from({ length: outputCount }, (_, index) => {
      const node: Output = [operation, index];
      const { dtype, shape } = this.graph.describe(node);
      if (shape === undefined) {
        throw new Error(
          `Cannot compile the program: the shape of what "${name}" gives depends on values`,
        );
      }
      const made = this.binding.adoptTraced(shape, dtype);
      this.#nodes.set(made.id, node);
      return made;
    });
  }

  /** Notes the values of a tensor that JavaScript has just made. */
  constant(id: number, constant: Constant): void {
    this.#constants.set(id, constant);
  }

  /**
   * Called before the host reads a tensor's values: in a program, only those of a constant are the
   * same in each call.
   *
   * @throws {Error} if the tensor is no constant
   */
  read(id: number): void {
    if (this.#constants.has(id)) return;
    throw new Error(
      "Cannot compile the program: it reads the values of a tensor that the next call may change",
    );
  }

  /** Nodes to be returned: a function may return neither an input as it is nor one node twice. */
  results(ids: readonly number[]): Output[] {
    const seen = new Set<Output>(this.#inputs);
    return ids.map((id) => {
      const node = this.#node(id);
      const result = seen.has(node) ? this.graph.identity(node) : node;
      seen.add(node);
      return result;
    });
  }

  #node(id: number): Output {
    const known = this.#nodes.get(id);
    if (known) return known;
    const constant = this.#constants.get(id);
    const node = constant ? this.#constantNode(constant) : this.argument(id);
    this.#nodes.set(id, node);
    if (!constant) this.#captured.set(id, node);
    return node;
  }

  #constantNode(constant: Constant): Output {
    const { shape, type, data } = constant;
    if (data.byteLength > MOST_CONSTANT_BYTES && type === DATA_TYPE.float32) {
      throw new Error(
        `Cannot compile the program: it makes a constant of shape [${shape.join(", ")}]: ` +
          "upload it before",
      );
    }
    if (data.byteLength > SHARED_CONSTANT_BYTES) return this.graph.constant(constant);
    const key = `${type}:${shape}:${data}`;
    const node = this.#shared.get(key) ?? this.graph.constant(constant);
    this.#shared.set(key, node);
    return node;
  }
}
