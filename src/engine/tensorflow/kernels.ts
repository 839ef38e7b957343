/**
 * Kernels and gradients that TF.js's node backend lacks or does wastefully.
 *
 * A step is about 1,900 ops with TF.js's own gradients and 1,500 with these: the gradient of a sum
 * no longer multiplies by an array of ones that JavaScript made and uploaded, relu's gradient is one
 * op instead of six, a cast to the same type is none.
 *
 * @module
 */
import { SEEDED_UNIFORM } from "../random.ts";
import * as tf from "../tf.ts";
import type { OpAttribute } from "./binding.ts";
import { ATTRIBUTE, DATA_TYPE } from "./symbols.ts";

/** The part of TF.js's NodeJSKernelBackend that kernels use. */
export interface NodeBackend extends tf.KernelBackend {
  executeSingleOutput(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly tf.TensorInfo[],
  ): tf.Tensor;
  getDTypeInteger(dtype: tf.DataType): number;
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[];
  createOutputTensor(metadata: { id: number; shape: number[]; dtype: number }): tf.Tensor;
  incRef(dataId: object): void;
}

type Inputs = Record<string, tf.TensorInfo>;
type Attributes = Record<string, unknown>;

function defineKernel(
  backendName: string,
  kernelName: string,
  run: (backend: NodeBackend, inputs: Inputs, attributes: Attributes) => tf.TensorInfo,
): void {
  if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) =>
      run(backend as NodeBackend, inputs as Inputs, (attrs ?? {}) as Attributes),
  });
}

function run(kernel: string, inputs: Inputs, attributes: Attributes = {}): tf.Tensor {
  return tf.engine().runKernel(
    kernel,
    inputs as unknown as tf.NamedTensorMap,
    attributes as unknown as tf.NamedAttrMap,
  ) as tf.Tensor;
}

/** Registers everything for the backend of that name. */
export function registerKernels(backendName: string): void {
  const kernel = defineKernel.bind(undefined, backendName);
  const typeOf = (backend: NodeBackend, x: tf.TensorInfo, name = "T"): OpAttribute => ({
    name,
    type: ATTRIBUTE.type,
    value: backend.getDTypeInteger(x.dtype),
  });
  const int32 = (name: string) => ({ name, type: ATTRIBUTE.type, value: DATA_TYPE.int32 });

  kernel("ReluGrad", (backend, { dy, x }) => {
    return backend.executeSingleOutput("ReluGrad", [typeOf(backend, x!)], [dy!, x!]);
  });
  kernel("RsqrtGrad", (backend, { y, dy }) => {
    return backend.executeSingleOutput("RsqrtGrad", [typeOf(backend, y!)], [y!, dy!]);
  });
  kernel("Spread", (backend, { x }, { shape }) => {
    const to = tf.tensor1d(shape as number[], "int32");
    const types = [typeOf(backend, x!), int32("Tidx")];
    const out = backend.executeSingleOutput("BroadcastTo", types, [x!, to]);
    to.dispose();
    return out;
  });
  kernel(SEEDED_UNIFORM, (backend, { seed }, { shape }) => {
    const size = tf.tensor1d(shape as number[], "int32");
    const float = { name: "dtype", type: ATTRIBUTE.type, value: DATA_TYPE.float32 };
    const types = [float, int32("T"), int32("Tseed")];
    const out = backend.executeSingleOutput("StatelessRandomUniform", types, [size, seed!]);
    size.dispose();
    return out;
  });
  // TF.js's kernel reads the indices back to check them, a wait for the device at each look-up
  kernel("GatherV2", (backend, { x, indices }, { axis, batchDims }) => {
    const along = tf.scalar(axis as number, "int32");
    const dims = { name: "batch_dims", type: ATTRIBUTE.int, value: batchDims ?? 0 };
    const types = [
      dims,
      typeOf(backend, x!, "Tparams"),
      typeOf(backend, indices!, "Tindices"),
      int32("Taxis"),
    ];
    const out = backend.executeSingleOutput("GatherV2", types, [x!, indices!, along]);
    along.dispose();
    return out;
  });
  const cast = tf.getKernel("Cast", backendName)!.kernelFunc;
  kernel("Cast", (backend, inputs, attributes) => {
    const x = inputs.x!;
    if (x.dtype !== attributes.dtype) {
      return cast({
        inputs: inputs as unknown as tf.NamedTensorInfoMap,
        attrs: attributes as unknown as tf.NamedAttrMap,
        backend,
      }) as tf.TensorInfo;
    }
    return share(backend, x);
  });
  const round = tf.getKernel("Round", backendName)!.kernelFunc;
  kernel("Round", (backend, inputs) => {
    const x = inputs.x!;
    if (x.dtype === "int32") return share(backend, x); // TensorFlow 2.21 gives zeros
    return round({
      inputs: inputs as unknown as tf.NamedTensorInfoMap,
      attrs: {},
      backend,
    }) as tf.TensorInfo;
  });
}

/** The same values under a name of their own. */
function share(backend: NodeBackend, { dataId, shape, dtype }: tf.TensorInfo): tf.TensorInfo {
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}

function defineGradient(config: tf.GradConfig, backendName: string): void {
  const fallback = tf.getGradient(config.kernelName);
  if (fallback) tf.unregisterGradient(config.kernelName);
  tf.registerGradient({
    ...fallback,
    ...config,
    // the registry of gradients is shared by all backends
    gradFunc: (dy, saved, attributes) =>
      tf.getBackend() === backendName || !fallback
        ? config.gradFunc(dy, saved, attributes)
        : fallback.gradFunc(dy, saved, attributes),
  });
}

/** Registers the cheaper gradients; on other backends TF.js's own stay in force. */
export function registerGradients(backendName: string): void {
  const gradient = (config: tf.GradConfig) => defineGradient(config, backendName);
  const spread = (x: tf.Tensor, axis: unknown, dy: tf.Tensor) => {
    const kept = [...x.shape];
    for (const a of tf.util.parseAxisParam(axis as number[], x.shape)) kept[a] = 1;
    return run("Spread", { x: tf.reshape(dy, kept) }, { shape: x.shape });
  };
  gradient({
    kernelName: "Relu",
    inputsToSave: ["x"],
    gradFunc: (dy, saved) => ({ x: () => run("ReluGrad", { dy: dy as tf.Tensor, x: saved[0]! }) }),
  });
  gradient({
    kernelName: "Sum",
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attributes) => ({
      x: () => spread(saved[0]!, attributes.axis, dy as tf.Tensor),
    }),
  });
  gradient({
    kernelName: "Mean",
    inputsToSave: ["x"],
    gradFunc: (dy, saved, attributes) => ({
      x: () => {
        const x = saved[0]!;
        return tf.div(
          spread(x, attributes.axis, dy as tf.Tensor),
          x.size / (dy as tf.Tensor).size,
        );
      },
    }),
  });
  gradient({
    kernelName: "Rsqrt",
    outputsToSave: [true],
    gradFunc: (dy, saved) => ({ // TF.js' own saves x, which comes first
      x: () => run("RsqrtGrad", { y: saved.at(-1)!, dy: dy as tf.Tensor }),
    }),
  });
  gradient({
    kernelName: "Square",
    inputsToSave: ["x"],
    gradFunc: (dy, saved) => ({ x: () => tf.mul(dy as tf.Tensor, tf.mul(saved[0]!, 2)) }),
  });
}
