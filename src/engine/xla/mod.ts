/**
 * The XLA engine: programs traced to StableHLO, compiled and run by a PJRT plugin.
 *
 * PJRT is the interface through which JAX reaches its devices, so that this engine runs where JAX
 * runs and with what JAX installed: a `pip install "jax[cuda13]"` folder is enough for a GPU. A
 * training step is one executable; the memory of the state is handed on from step to step.
 *
 * @module
 */
import { isWorthHalving, toBf16 } from "../../core/bfloat16.ts";
import { checkThreads, launchOnce } from "../_launch_once.ts";
import { compileEagerly } from "../eager.ts";
import type { Engine, EngineOptions, Jit, Precision, Session } from "../engine.ts";
import { loadGradients } from "../gradients.ts";
import * as tf from "../tf.ts";
import { XlaBackend } from "./backend.ts";
import { CompiledProgram } from "./compile.ts";
import { BACKEND } from "./define.ts";
import { ExecutableCache } from "./executable_cache.ts";
import { registerKernels } from "./kernels.ts";
import { launchFirst } from "./launch.ts";
import { fixed } from "./memory.ts";
import { findPlugins, type FoundPlugin } from "./plugin.ts";
import { TensorType } from "./types.ts";

/** A started XLA. */
interface Running {
  readonly backend: XlaBackend;
  readonly cache: ExecutableCache;
  readonly plugin: FoundPlugin;
  readonly threads: number | null;
}

const launchXla = launchOnce(launch);

/** The engine; see the module doc. */
export const xla: Engine = {
  name: BACKEND,
  needs: "a PJRT plugin (from `deno task setup --engine xla`, or from an installed JAX for a GPU)",
  mend: "deno task setup --engine xla",
  tolerance: 1e-5, // f32 with another order of summation, and XLA's own exp, tanh and erf
  compiles: true,
  onGpu: true,
  precisions: ["f32", "bf16"],
  async start(options: EngineOptions): Promise<Session> {
    const running = await launchXla(options);
    checkThreads(BACKEND, options, running.threads);
    await tf.setBackend(BACKEND);
    return openSession(running, options.jit === "eager" ? "eager" : "xla");
  },
};

function openSession({ backend, cache, plugin, threads }: Running, jit: Jit): Session {
  const { name, kind, version } = backend.client.platform;
  return {
    report: {
      engine: BACKEND,
      device: name === "cpu" ? "CPU" : `GPU (${kind})`,
      jit,
      threads,
      versions: {
        plugin: plugin.path.split("/").at(-2)!,
        pjrt: backend.client.pjrt.version.join("."),
        xla: version,
        tfjs: tf.version_core,
      },
    },
    compile: (name, program) =>
      jit === "eager"
        ? compileEagerly(program)
        : new CompiledProgram(name, program, backend, cache),
    upload: (data, shape) => upload(backend, data, shape, "f32"),
    place(shape, fill, precision = "f32") {
      const values = new Float32Array(tf.util.sizeFromShape([...shape]));
      fill(values);
      return upload(backend, values, shape, precision);
    },
    peakDeviceBytes: () => backend.client.peakBytes(),
  };
}

async function launch({ threads }: EngineOptions): Promise<Running> {
  const { client, plugin } = launchFirst(await findPlugins(), threads);
  const backend = new XlaBackend(client);
  await loadGradients();
  registerKernels();
  tf.registerBackend(BACKEND, () => backend, 0);
  return { backend, cache: new ExecutableCache(client), plugin, threads: threads ?? null };
}

function upload(
  backend: XlaBackend,
  data: Float32Array | Int32Array,
  shape: readonly number[],
  precision: Precision,
): tf.Tensor {
  const isFloat = data instanceof Float32Array;
  const halved = precision === "bf16" && isFloat && isWorthHalving(shape);
  const type = new TensorType(halved ? "bf16" : isFloat ? "f32" : "i32", shape);
  const buffer = backend.client.upload(halved ? toBf16(data) : fixed(data), type);
  return tf.keep(backend.adoptBuffer(buffer));
}
