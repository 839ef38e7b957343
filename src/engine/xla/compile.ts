/**
 * Programs compiled by XLA, one for each combination of input shapes.
 *
 * @module
 */
import type { Compiled, Program, Tensors } from "../engine.ts";
import * as tf from "../tf.ts";
import type { XlaBackend } from "./backend.ts";
import type { DeviceBuffer } from "./buffer.ts";
import type { ExecutableCache } from "./executable_cache.ts";
import type { Executable } from "./executable.ts";
import { type Node, parameter } from "./node.ts";
import { emit, type Emitted } from "./stablehlo.ts";

/** A program of one combination of shapes. */
interface Entry {
  readonly executable: Executable;
  /** What the program reads besides its arguments: the frozen weights, arrays that it made. */
  readonly captured: readonly Node[];
  readonly stateNames: readonly string[];
  readonly outputNames: readonly string[];
}

/** A program and the names of what it returns, before it is compiled. */
export interface Traced {
  readonly module: Emitted;
  readonly stateNames: readonly string[];
  readonly outputNames: readonly string[];
}

/** A program that runs as one XLA executable. */
export class CompiledProgram implements Compiled {
  readonly #entries = new Map<string, Entry>();

  constructor(
    private readonly name: string,
    private readonly program: Program,
    private readonly backend: XlaBackend,
    private readonly cache: ExecutableCache,
  ) {}

  run(state: Tensors, inputs: Tensors): { state: Tensors; outputs: Tensors } {
    const { backend } = this;
    const nodes = [state, inputs].map((tensors) => nodesOf(backend, tensors));
    const [stateNodes, inputNodes] = nodes as [Map<string, Node>, Map<string, Node>];
    const given = [...stateNodes.values(), ...inputNodes.values()];
    const temporary: DeviceBuffer[] = given.filter((node) => node.users === 0) // reshaped views
      .map((node) => backend.bufferOf(node));
    try {
      const key = `${signature(stateNodes)} -> ${signature(inputNodes)}`;
      let entry = this.#entries.get(key);
      if (!entry) {
        entry = this.#compile(stateNodes, inputNodes);
        this.#entries.set(key, entry);
      }
      const own = donatable(backend, state, stateNodes, inputNodes, temporary);
      const others = [...inputNodes.values(), ...entry.captured];
      const made = entry.executable.run([...own, ...others.map((node) => backend.bufferOf(node))]);
      tf.dispose(Object.values(state));
      return named(backend, entry, made);
    } finally {
      for (const buffer of temporary) backend.client.free(buffer);
    }
  }

  dispose(): void {
    for (const { executable, captured } of this.#entries.values()) {
      executable.dispose();
      for (const node of captured) this.backend.release(node);
    }
    this.#entries.clear();
  }

  #compile(state: ReadonlyMap<string, Node>, inputs: ReadonlyMap<string, Node>): Entry {
    const { module, ...names } = traceProgram(this.name, this.program, this.backend, state, inputs);
    const { captured } = module;
    const executable = this.cache.compile(this.name, module);
    for (const node of captured) this.backend.retain(node);
    return { executable, captured, ...names };
  }
}

/** Traces a program; the nodes given tell the types of its arguments. */
export function traceProgram(
  name: string,
  program: Program,
  backend: XlaBackend,
  state: ReadonlyMap<string, Node>,
  inputs: ReadonlyMap<string, Node>,
): Traced {
  const stateParameters = parametersFor(state);
  const inputParameters = parametersFor(inputs);
  let results!: { state: Map<string, Node>; outputs: Map<string, Node> };
  backend.trace(() =>
    tf.tidy(() => {
      const made = runProgram(
        name,
        program,
        tensorsOf(backend, stateParameters),
        tensorsOf(backend, inputParameters),
      );
      results = {
        state: tracedNodes(backend, made.state),
        outputs: tracedNodes(backend, made.outputs),
      };
    })
  );
  const donations = new Map<Node, number>();
  [...results.state].forEach(([name, node], i) => {
    const from = stateParameters.get(name);
    if (from?.type.text === node.type.text) donations.set(from, i);
  });
  return {
    module: emit(
      [...results.state.values(), ...results.outputs.values()],
      [...stateParameters.values(), ...inputParameters.values()],
      donations,
    ),
    stateNames: [...results.state.keys()],
    outputNames: [...results.outputs.keys()],
  };
}

function runProgram(name: string, program: Program, state: Tensors, inputs: Tensors) {
  try {
    return program(state, inputs);
  } catch (error) {
    const missing = /[Kk]ernel '(\w+)' (?:not registered )?for backend/.exec(
      (error as Error).message,
    );
    if (!missing) throw error;
    throw new Error(
      `Cannot compile "${name}": engine "xla" has no kernel "${
        missing[1]
      }": choose --engine tensorflow`,
      { cause: error },
    );
  }
}

function nodesOf(backend: XlaBackend, tensors: Tensors): Map<string, Node> {
  return new Map(
    Object.entries(tensors).map(([name, tensor]) => {
      const node = backend.nodeOf(tensor);
      backend.bufferOf(node);
      return [name, node];
    }),
  );
}

function tracedNodes(backend: XlaBackend, tensors: Tensors): Map<string, Node> {
  return new Map(Object.entries(tensors).map(([name, it]) => [name, backend.nodeOf(it)]));
}

function parametersFor(nodes: ReadonlyMap<string, Node>): Map<string, Node> {
  return new Map([...nodes].map(([name, { type }]) => [name, parameter(type)]));
}

function tensorsOf(backend: XlaBackend, nodes: ReadonlyMap<string, Node>): Tensors {
  return Object.fromEntries(
    [...nodes].map(([name, node]) => [
      name,
      tf.engine().makeTensorFromTensorInfo(backend.output(node)),
    ]),
  );
}

/**
 * The buffers of the state. A donated buffer is gone after the run, so one that another tensor or
 * argument shares is copied.
 *
 * @param temporary takes the copies, to be freed after the run
 */
function donatable(
  backend: XlaBackend,
  state: Tensors,
  stateNodes: ReadonlyMap<string, Node>,
  inputNodes: ReadonlyMap<string, Node>,
  temporary: DeviceBuffer[],
): DeviceBuffer[] {
  const seen = new Set([...inputNodes.values()].map((node) => backend.bufferOf(node)));
  return [...stateNodes].map(([name, node]) => {
    const buffer = backend.bufferOf(node);
    const isView = node.users === 0;
    const alone = (isView || backend.ownsAlone(state[name]!)) && !seen.has(buffer);
    seen.add(buffer);
    if (alone) return buffer;
    const copy = backend.copyOf(node);
    temporary.push(copy);
    return copy;
  });
}

function named(backend: XlaBackend, { stateNames, outputNames }: Entry, made: DeviceBuffer[]) {
  const tensors = made.map((buffer) => tf.keep(backend.adoptBuffer(buffer)));
  const pick = (names: readonly string[], from: number) =>
    Object.fromEntries(names.map((name, i) => [name, tensors[from + i]!]));
  return { state: pick(stateNames, 0), outputs: pick(outputNames, stateNames.length) };
}

function signature(nodes: ReadonlyMap<string, Node>): string {
  return [...nodes].map(([name, { type }]) => `${name}:${type.text}`).join(" ");
}
