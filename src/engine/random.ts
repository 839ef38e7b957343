/**
 * Random numbers inside a program: drawn from a seed that is an input of the program, so that a
 * compiled step draws anew in each call and two calls with one seed draw the same.
 *
 * @module
 */
import * as tf from "./tf.ts";

/** Kernel that every engine registers: uniform numbers in [0, 1) from an int32 `[2]` seed. */
export const SEEDED_UNIFORM = "SeededUniform";

/** Independent draws for the places of one forward pass. */
export class Draws {
  #count = 0;

  /** @param seed `[2]` int32, another one in each step */
  constructor(private readonly seed: tf.Tensor1D) {}

  /** @returns `shape`, uniform in [0, 1); each call is another stream */
  uniform(shape: readonly number[]): tf.Tensor {
    const place = tf.tensor1d([0, this.#count++], "int32");
    const inputs = { seed: tf.add(this.seed, place) };
    return tf.engine().runKernel(SEEDED_UNIFORM, inputs, { shape: [...shape] });
  }
}

/** Fills `size` numbers in [0, 1) on the host: the kernel of engines that compute on the host. */
export function seededUniform(seed: ArrayLike<number>, size: number): Float32Array {
  const out = new Float32Array(size);
  const key = mix(mix(seed[0]! | 0) ^ (seed[1]! | 0));
  for (let i = 0; i < size; i++) {
    out[i] = (mix(key ^ mix(i + 0x9e3779b9)) >>> 8) / 0x1000000; // 24 bits: exact in f32
  }
  return out;
}

/** The finalizer of MurmurHash3, which changes half of the bits when one changes. */
function mix(x: number): number {
  x ^= x >>> 16;
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** Registers {@linkcode SEEDED_UNIFORM} for a backend whose tensors lie on the host. */
export function registerHostRandom(backendName: string): void {
  tf.registerKernel({
    kernelName: SEEDED_UNIFORM,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const seed = inputs.seed as tf.TensorInfo;
      const shape = attrs!.shape as unknown as number[];
      const host = backend as unknown as {
        readSync(id: object): Int32Array;
        write(values: Float32Array, shape: number[], dtype: string): object;
      };
      const values = seededUniform(host.readSync(seed.dataId), tf.util.sizeFromShape(shape));
      return { dataId: host.write(values, shape, "float32"), shape, dtype: "float32" };
    },
  });
}
