/**
 * Kernels of matrices, of look-ups by index, and those that make numbers.
 *
 * @module
 */
import { SEEDED_UNIFORM } from "../random.ts";
import * as tf from "../tf.ts";
import { axisOf, kernel } from "./define.ts";
import { Node, splat } from "./node.ts";
import { equal, select } from "./ops_elementwise.ts";
import { gather, gatherNd, scatterNd, segmentSum } from "./ops_index.ts";
import { matMul } from "./ops_linear.ts";
import { seededUniform } from "./ops_random.ts";
import { broadcastTo, iota, reshape } from "./ops_shape.ts";
import { elementOf, TensorType } from "./types.ts";

/** Registers them. */
export function registerIndexing(): void {
  kernel("BatchMatMul", ({ a, b }, { transposeA, transposeB }, { bf16Units }) => {
    return matMul(a!, b!, { transposeA, transposeB, bf16Units });
  });
  kernel("GatherV2", ({ x, indices }, { axis, batchDims }) => {
    return gather(x!, indices!, axisOf(axis, x!.rank), batchDims ?? 0);
  });
  kernel("GatherNd", ({ params, indices }) => gatherNd(params!, indices!));
  kernel("ScatterNd", ({ indices, updates }, { shape }) => scatterNd(indices!, updates!, shape));
  kernel("UnsortedSegmentSum", ({ x, segmentIds }, { numSegments }) => {
    return segmentSum(x!, segmentIds!, numSegments);
  });
  kernel("OneHot", ({ indices }, { depth, onValue, offValue, dtype }) => {
    const shape = [...indices!.shape, depth];
    const element = elementOf(dtype ?? "float32");
    const ids = broadcastTo(reshape(indices!, [...indices!.shape, 1]), shape);
    const isHot = equal(ids, iota("i32", shape, shape.length - 1));
    return select(isHot, splat(onValue, element), splat(offValue, element));
  });
  kernel("Range", (_, { start, stop, step, dtype }) => range(start, stop, step, dtype));
  kernel("LinSpace", (_, { start, stop, num }) => {
    const values = tf.util.makeZerosTypedArray(num, "float32");
    const step = num === 1 ? 0 : (stop - start) / (num - 1);
    return hostNode(values.map((_, i) => start + i * step), "float32");
  });
  kernel(SEEDED_UNIFORM, ({ seed }, { shape }) => seededUniform(seed!, shape));
}

/** Computed on the host, to the last bit as the other engines do. */
function range(start: number, stop: number, step: number, dtype: tf.DataType): Node {
  const goesNowhere = start === stop || (start < stop && step < 0) || (stop < start && step > 1);
  const size = goesNowhere ? 0 : Math.abs(Math.ceil((stop - start) / step));
  const values = tf.util.makeZerosTypedArray(size, dtype as "float32");
  const stride = stop < start && step === 1 ? -1 : step;
  if (size > 0) values[0] = start;
  for (let i = 1; i < size; i++) values[i] = values[i - 1]! + stride;
  return hostNode(values, dtype);
}

function hostNode(values: ArrayLike<number>, dtype: tf.DataType): Node {
  const type = new TensorType(elementOf(dtype), [values.length]);
  const data = type.hostArray();
  data.set(values);
  return new Node(type, { kind: "host", data });
}
