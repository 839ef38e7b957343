/**
 * What an engine is: a way to run TF.js programs on a device.
 *
 * Models, methods and the trainer never ask which engine runs. They write a {@linkcode Program}, a
 * pure function of named tensors, and have it compiled; an engine that cannot compile runs it op by
 * op with the same result.
 *
 * @module
 */
import type { Tensor } from "./tf.ts";

/** Named tensors. Names are stable: they are the keys in checkpoints. */
export type Tensors = Readonly<Record<string, Tensor>>;

/**
 * A pure function of named tensors.
 *
 * `state` is what changes from call to call (parameters, optimizer moments), `inputs` what a call
 * brings (a batch, a seed, the learning rate). Everything else it reads is captured: the frozen
 * weights. It must not read tensor values on the host, and must draw randomness from a seed input.
 */
export type Program = (state: Tensors, inputs: Tensors) => { state: Tensors; outputs: Tensors };

/** A program ready to run; one compiled function for each combination of input shapes. */
export interface Compiled {
  /**
   * Runs one call.
   *
   * Takes over `state` and disposes of it; borrows `inputs`. If it throws, `state` is untouched.
   *
   * @returns the new state and the outputs; both belong to the caller
   */
  run(state: Tensors, inputs: Tensors): { state: Tensors; outputs: Tensors };
  /** Frees the compiled functions; the captured tensors stay with their owners. */
  dispose(): void;
}

/** How programs are run: one XLA program, one TensorFlow graph function, or op by op. */
export const JITS = ["xla", "graph", "eager"] as const;
export type Jit = typeof JITS[number];

/**
 * How frozen matrices are held: `bf16` takes half the memory of `f32` and the matrix units of GPUs.
 * Products are summed up in f32, and everything trained stays f32.
 */
export const PRECISIONS = ["f32", "bf16"] as const;
export type Precision = typeof PRECISIONS[number];

/** What a user may say about an engine. */
export interface EngineOptions {
  /** CPU threads for one operation; absent: the engine's default. */
  readonly threads?: number;
  /** How programs are run; absent: what was measured to be best for the engine. */
  readonly jit?: Jit;
  /** Where notices such as download progress go. */
  readonly notice?: (line: string) => void;
}

/** What ran, as it stands in every result. */
export interface EngineReport {
  readonly engine: string;
  readonly device: string;
  readonly jit: Jit;
  readonly threads: number | null;
  readonly versions: Readonly<Record<string, string>>;
}

/** A started engine: the active TF.js backend and the way to compile for it. */
export interface Session {
  readonly report: EngineReport;
  /**
   * Makes a program ready to run.
   *
   * @param name shown in error messages and profiles
   */
  compile(name: string, program: Program): Compiled;
  /** Puts a frozen array on the device; the caller owns the tensor. */
  upload(data: Float32Array | Int32Array, shape: readonly number[]): Tensor;
  /**
   * Makes room for frozen floats and lets them be written into it: a checkpoint goes from its file to
   * where it is used without a copy in JavaScript, where the engine can.
   *
   * @param fill writes all values; if it throws, the room is given back
   * @param precision one of {@linkcode Engine.precisions}; absent: `f32`
   * @returns a tensor that the caller owns
   */
  place(
    shape: readonly number[],
    fill: (values: Float32Array<ArrayBuffer>) => void,
    precision?: Precision,
  ): Tensor;
  /**
   * The most device memory that this process has held, in bytes, undefined if the device does not
   * count it; absent: the engine cannot ask.
   */
  peakDeviceBytes?(): number | undefined;
}

/** One engine; see `registry.ts` for how one is chosen. */
export interface Engine {
  readonly name: string;
  /** What a machine must have, in one sentence a reader can act on. */
  readonly needs: string;
  /** The command that brings it; absent: no command of the kit can. */
  readonly mend?: string;
  /** Largest relative error against the reference of the conformance cases, with its reason. */
  readonly tolerance: number;
  /** Whether a program becomes one function, which lets go of a result once nothing reads it. */
  readonly compiles: boolean;
  /** Whether it can run on a GPU. */
  readonly onGpu: boolean;
  /** How it can hold frozen matrices. */
  readonly precisions: readonly Precision[];
  /**
   * Makes the engine the active TF.js backend.
   *
   * @throws {EngineUnavailable} if the machine lacks what it needs
   */
  start(options: EngineOptions): Promise<Session>;
}
