/**
 * The TensorFlow engine: TF.js's own node kernels on a modern libtensorflow, reached by FFI.
 *
 * `npm:@tensorflow/tfjs-node-gpu` brings 157 kernels, but its native addon is built for CUDA 11.2
 * and an old Node. The kernels only need an object with five functions; `binding.ts` is that object.
 *
 * @module
 */
import { createRequire } from "node:module";
import { isWorthHalving } from "../../core/bfloat16.ts";
import { EngineUnavailable } from "../../core/errors.ts";
import { checkThreads, launchOnce } from "../_launch_once.ts";
import { compileEagerly } from "../eager.ts";
import type { Engine, EngineOptions, Jit, Session } from "../engine.ts";
import * as tf from "../tf.ts";
import { Binding } from "./binding.ts";
import { CompiledProgram } from "./compile.ts";
import { openContext } from "./context.ts";
import { registerGradients } from "./gradients.ts";
import { type NodeBackend, registerKernels } from "./kernels.ts";
import { findTensorflow } from "./library.ts";
import { Native } from "./native.ts";

const NAME = "tensorflow";

/** By measurement on the mini and the T5-small step, see `results/bench`. */
const DEFAULT_JIT: Jit = "graph";

/** A started TensorFlow. */
interface Running {
  readonly binding: Binding;
  readonly backend: NodeBackend;
  readonly threads: number | null;
}

const launchTensorflow = launchOnce(launch);

/** The engine; see the module doc. */
export const tensorflow: Engine = {
  name: NAME,
  needs: "Linux or macOS, and libtensorflow (from an installed TensorFlow, or downloaded with pip)",
  mend: "deno task setup",
  tolerance: 1e-5, // f32 with another order of summation
  compiles: true,
  onGpu: true,
  precisions: ["f32", "bf16"],
  async start(options: EngineOptions): Promise<Session> {
    const running = await launchTensorflow(options);
    checkThreads(NAME, options, running.threads);
    await tf.setBackend(NAME);
    return openSession(running, options.jit ?? DEFAULT_JIT);
  },
};

function openSession({ binding, backend, threads }: Running, jit: Jit): Session {
  return {
    report: {
      engine: NAME,
      device: binding.device === undefined ? "CPU" : "GPU",
      jit,
      threads,
      versions: { tensorflow: binding.native.version, tfjs: tf.version_core },
    },
    compile: (name, program) =>
      jit === "eager"
        ? compileEagerly(program)
        : new CompiledProgram(name, program, backend, binding, {
          xla: jit === "xla",
          sequential: threads === 1 && binding.device === undefined,
        }),
    upload(data, shape) {
      const dtype = data instanceof Int32Array ? "int32" : "float32";
      const tensor = tf.keep(tf.tensor(data, [...shape], dtype));
      backend.getInputTensorIds([tensor]); // TF.js writes lazily: put it on the device now
      return tensor;
    },
    place(shape, fill, precision = "f32") {
      const asHalf = precision === "bf16" && isWorthHalving(shape);
      return tf.keep(backend.createOutputTensor(binding.createFilled(shape, fill, asHalf)));
    },
  };
}

async function launch({ threads, notice }: EngineOptions): Promise<Running> {
  const library = await findTensorflow(notice ? { notice } : {});
  const { native, context, devices } = open(library.path, threads);
  const gpu = devices.find(({ type }) => type === "GPU");
  const binding = new Binding(native, context, gpu?.name);
  return { binding, backend: await registerBackend(binding), threads: threads ?? null };
}

function open(path: string, threads: number | undefined) {
  try {
    const native = new Native(path);
    return { native, ...openContext(native, threads) }; // which a full GPU refuses
  } catch (error) {
    throw new EngineUnavailable(
      `Cannot start engine "${NAME}": ${(error as Error).message}: choose --engine wasm`,
    );
  }
}

async function registerBackend(binding: Binding): Promise<NodeBackend> {
  // tfjs-node calls two functions of node:util that newer runtimes removed
  const util = createRequire(import.meta.url)("node:util") as Record<string, unknown>;
  util.isNullOrUndefined ??= (x: unknown) => x === null || x === undefined;
  util.isArray ??= Array.isArray;
  // only the kernels: the package's index wants its native addon
  const { NodeJSKernelBackend } = await import(
    "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js"
  ) as unknown as { NodeJSKernelBackend: new (binding: Binding, name: string) => NodeBackend };
  await import("@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js");
  const backend = new NodeJSKernelBackend(binding, NAME);
  tf.registerBackend(NAME, () => backend, 3);
  registerKernels(NAME);
  registerGradients(NAME);
  return backend;
}
