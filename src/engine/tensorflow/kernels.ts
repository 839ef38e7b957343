/**
 * Kernels that TF.js's node backend lacks or does wastefully; `gradients.ts` calls three of them.
 *
 * @module
 */
import { SEEDED_UNIFORM } from "../random.ts";
import * as tf from "../tf.ts";
import { ATTRIBUTE, DATA_TYPE, type OpAttribute } from "./symbols.ts";

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
type Kernel = (backend: NodeBackend, inputs: Inputs, attributes: Attributes) => tf.TensorInfo;

/** Ours, by name. */
const KERNELS: Readonly<Record<string, Kernel>> = {
  ReluGrad: (backend, { dy, x }) =>
    backend.executeSingleOutput("ReluGrad", [typeOf(backend, x!)], [dy!, x!]),
  RsqrtGrad: (backend, { y, dy }) =>
    backend.executeSingleOutput("RsqrtGrad", [typeOf(backend, y!)], [y!, dy!]),
  Spread(backend, { x }, { shape }) {
    const types = [typeOf(backend, x!), type("Tidx", "int32")];
    return withTensor(
      tf.tensor1d(shape as number[], "int32"),
      (to) => backend.executeSingleOutput("BroadcastTo", types, [x!, to]),
    );
  },
  [SEEDED_UNIFORM](backend, { seed }, { shape }) {
    const types = [type("dtype", "float32"), type("T", "int32"), type("Tseed", "int32")];
    return withTensor(
      tf.tensor1d(shape as number[], "int32"),
      (size) => backend.executeSingleOutput("StatelessRandomUniform", types, [size, seed!]),
    );
  },
  // TF.js's kernel reads the indices back to check them, a wait for the device at each look-up
  GatherV2(backend, { x, indices }, { axis, batchDims }) {
    const attributes = [
      { name: "batch_dims", type: ATTRIBUTE.int, value: batchDims ?? 0 },
      typeOf(backend, x!, "Tparams"),
      typeOf(backend, indices!, "Tindices"),
      type("Taxis", "int32"),
    ];
    return withTensor(
      tf.scalar(axis as number, "int32"),
      (along) => backend.executeSingleOutput("GatherV2", attributes, [x!, indices!, along]),
    );
  },
};

/** Of TF.js's own kernels, the inputs that they would only copy: these are shared. */
const COPIES: Readonly<Record<string, (x: tf.TensorInfo, attributes: Attributes) => boolean>> = {
  Cast: (x, { dtype }) => x.dtype === dtype,
  Round: (x) => x.dtype === "int32", // TensorFlow 2.21 gives zeros
};

/** Registers everything for the backend of that name, whose own kernels are registered already. */
export function registerKernels(backendName: string): void {
  for (const [name, kernel] of Object.entries(KERNELS)) {
    register(
      backendName,
      name,
      ({ inputs, attrs, backend }) =>
        kernel(backend as NodeBackend, inputs as Inputs, (attrs ?? {}) as Attributes),
    );
  }
  for (const [name, isCopy] of Object.entries(COPIES)) {
    const { kernelFunc } = tf.getKernel(name, backendName);
    register(backendName, name, (call) => {
      const x = call.inputs.x!;
      return isCopy(x, (call.attrs ?? {}) as Attributes)
        ? share(call.backend as NodeBackend, x)
        : kernelFunc(call);
    });
  }
}

function register(backendName: string, kernelName: string, kernelFunc: tf.KernelFunc): void {
  if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({ kernelName, backendName, kernelFunc });
}

function type(name: string, value: keyof typeof DATA_TYPE): OpAttribute {
  return { name, type: ATTRIBUTE.type, value: DATA_TYPE[value] };
}

function typeOf(backend: NodeBackend, x: tf.TensorInfo, name = "T"): OpAttribute {
  return { name, type: ATTRIBUTE.type, value: backend.getDTypeInteger(x.dtype) };
}

function withTensor(tensor: tf.Tensor, work: (tensor: tf.Tensor) => tf.Tensor): tf.Tensor {
  const made = work(tensor);
  tensor.dispose();
  return made;
}

/** The same values under a name of their own. */
function share(backend: NodeBackend, { dataId, shape, dtype }: tf.TensorInfo): tf.TensorInfo {
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}
