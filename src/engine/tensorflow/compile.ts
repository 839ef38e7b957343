/**
 * Programs compiled to TensorFlow functions, one for each combination of input shapes.
 *
 * @module
 */
import type { Compiled, Program, Tensors } from "../engine.ts";
import * as tf from "../tf.ts";
import type { Binding } from "./binding.ts";
import { type FunctionOptions, GraphFunction } from "./graph_function.ts";
import type { NodeBackend } from "./kernels.ts";

/** A function with the names of what it returns. */
interface Entry {
  readonly compiled: GraphFunction;
  readonly stateNames: readonly string[];
  readonly outputNames: readonly string[];
}

/** A program that runs as a TensorFlow function. */
export class CompiledProgram implements Compiled {
  readonly #entries = new Map<string, Entry>();

  constructor(
    private readonly name: string,
    private readonly program: Program,
    private readonly backend: NodeBackend,
    private readonly binding: Binding,
    private readonly options: FunctionOptions,
  ) {}

  run(state: Tensors, inputs: Tensors): { state: Tensors; outputs: Tensors } {
    const tensors = [...Object.values(state), ...Object.values(inputs)];
    const key = `${signature(state)} -> ${signature(inputs)}`;
    let entry = this.#entries.get(key);
    if (!entry) {
      entry = this.#trace(state, inputs);
      this.#entries.set(key, entry);
    }
    const made = entry.compiled.call(this.backend.getInputTensorIds(tensors));
    const results = made.map((metadata) => this.backend.createOutputTensor(metadata));
    for (const tensor of Object.values(state)) tensor.dispose();
    const named = (names: readonly string[], from: number) =>
      Object.fromEntries(names.map((name, i) => [name, tf.keep(results[from + i]!)]));
    return {
      state: named(entry.stateNames, 0),
      outputs: named(entry.outputNames, entry.stateNames.length),
    };
  }

  dispose(): void {
    for (const { compiled } of this.#entries.values()) compiled.dispose();
    this.#entries.clear();
  }

  #trace(state: Tensors, inputs: Tensors): Entry {
    const argumentIds = this.backend.getInputTensorIds([
      ...Object.values(state),
      ...Object.values(inputs),
    ]);
    let entry!: Entry; // not returned by the tidy, which would search it for tensors
    tf.tidy(() => {
      let made!: ReturnType<Program>;
      const compiled = GraphFunction.trace(
        this.binding,
        argumentIds,
        () => {
          made = this.program(state, inputs);
          const tensors = [...Object.values(made.state), ...Object.values(made.outputs)];
          return this.backend.getInputTensorIds(tensors);
        },
        this.name,
        this.options,
      );
      entry = {
        compiled,
        stateNames: Object.keys(made.state),
        outputNames: Object.keys(made.outputs),
      };
    });
    return entry;
  }
}

function signature(tensors: Tensors): string {
  return Object.entries(tensors).map(([name, { dtype, shape }]) => `${name}:${dtype}[${shape}]`)
    .join(" ");
}
