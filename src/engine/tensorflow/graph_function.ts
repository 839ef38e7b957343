/**
 * A program as one TensorFlow function: a call runs all of it without JavaScript in between, and XLA
 * may compile it.
 *
 * @module
 */
import type { Binding, TensorMetadata } from "./binding.ts";
import { Graph } from "./graph.ts";
import { Tracer } from "./trace.ts";

/** TensorFlow's executor without queues between the ops. */
const ONE_BY_ONE = "SINGLE_THREADED_EXECUTOR";

let functionCount = 0;

/** How a function runs. */
export interface FunctionOptions {
  /** Whether XLA must compile it. */
  readonly xla: boolean;
  /**
   * Whether its ops run one after the other on the calling thread: with one thread that is what they
   * do anyway, and a step of the mini model takes a twentieth less without a scheduler.
   */
  readonly sequential: boolean;
}

/** A function registered in a context. */
export class GraphFunction {
  private constructor(
    private readonly binding: Binding,
    private readonly name: string,
    private readonly captures: readonly bigint[],
    private readonly outputCount: number,
    private readonly options: FunctionOptions,
  ) {}

  /**
   * Traces `body` and makes it a function.
   *
   * @param argumentIds tensors that become arguments, in order
   * @param body runs kernels on the arguments; returns the ids of what the function returns
   * @param label shown in profiles
   * @throws {Error} with TensorFlow's message if an op cannot stand in a graph
   */
  static trace(
    binding: Binding,
    argumentIds: readonly number[],
    body: () => readonly number[],
    label: string,
    options: FunctionOptions,
  ): GraphFunction {
    const name = `${label.replace(/\W/g, "_")}_${functionCount++}`;
    const graph = new Graph(binding.native);
    try {
      const tracer = new Tracer(binding, graph);
      const given = argumentIds.map((id) => tracer.argument(id));
      const outputIds = binding.traceWith(tracer, body);
      const outputs = tracer.results(outputIds);
      const inputs = [...given, ...tracer.captured.values()];
      graph.register(binding.context, name, inputs, outputs, options.xla);
      const captures = [...tracer.captured.keys()].map((id) => binding.share(id));
      return new GraphFunction(binding, name, captures, outputIds.length, options);
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
    const { xla, sequential } = this.options;
    if (xla) c.TFE_OpSetAttrBool(op, native.string("_XlaMustCompile"), 1);
    else if (sequential) {
      const [key, value] = [native.string("executor_type"), native.string(ONE_BY_ONE)];
      c.TFE_OpSetAttrString(op, key, value, BigInt(ONE_BY_ONE.length));
    }
    return this.binding.execute(op, this.outputCount);
  }

  /** Removes the function from its context and lets go of what it captured. */
  dispose(): void {
    const { native, context } = this.binding;
    const { c, status } = native;
    c.TFE_ContextRemoveFunction(context, native.string(this.name), status);
    for (const handle of this.captures) c.TFE_DeleteTensorHandle(handle);
  }
}
