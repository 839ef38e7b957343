/**
 * How much an adapter changes, module by module.
 *
 * @module
 */
import { readTensor, type TensorLocation } from "../hub/safetensors.ts";
import type { BaseModel } from "./base_model.ts";
import type { Part } from "./parts.ts";
import { dot, type Rows } from "./rows.ts";

/** The change of one module. */
export interface Change {
  /** Hugging Face name of a linear map or a weight, or a method's own name of a parameter. */
  readonly module: string;
  /**
   * What `norm` is the Frobenius norm of:
   * - `update`: `alpha / rank * up · down`, which LoRA adds to the weight `W` of a linear map;
   * - `scale`: `l - 1`, where (IA)^3 multiplies by the vector `l`;
   * - `weight`: `W - W0`, where a weight was trained whole; of a head that the model lacks, `W`;
   * - `parameter`: a parameter of the method, as it is.
   */
  readonly kind: "update" | "scale" | "weight" | "parameter";
  readonly norm: number;
  /**
   * `norm` divided by that of what was there before: `|W|`, `|1| = sqrt(size)` of a vector, `|W0|`; null
   * where nothing was, or zeros. LoRA: Hu et al. 2022 (arXiv:2106.09685), section 7.3, compares the
   * same two norms within a subspace.
   */
  readonly relative: number | null;
}

/**
 * Measures a part; a prompt is none of them.
 *
 * @throws {UsageError} if a weight of the model cannot be read
 */
export async function measureChange(part: Part, model: BaseModel): Promise<Change | undefined> {
  switch (part.kind) {
    case "prompt":
      return undefined;
    case "update": {
      const { module, scale } = part;
      const norm = Math.abs(scale) * productNorm(part.up.values, part.down.values, part.down.shape);
      const weight = await readWeight(model.weight(`${module}.weight`));
      return { module, kind: part.kind, norm, relative: ratio(norm, weight && normOf(weight)) };
    }
    case "scale": {
      const norm = normOf(part.values.map((value) => value - 1));
      const relative = ratio(norm, Math.sqrt(part.values.length));
      return { module: part.module, kind: part.kind, norm, relative };
    }
    case "weight": {
      const before = await readWeight(model.weight(part.name));
      const after = await part.read();
      const norm = normOf(before ? after.map((value, i) => value - before[i]!) : after);
      const relative = ratio(norm, before && normOf(before));
      return { module: part.name, kind: part.kind, norm, relative };
    }
    case "parameter":
      return {
        module: part.name,
        kind: part.kind,
        norm: normOf(await part.read()),
        relative: null,
      };
  }
}

function ratio(norm: number, before: number | undefined): number | null {
  return before ? norm / before : null;
}

async function readWeight(location: TensorLocation | undefined): Promise<Float32Array | undefined> {
  if (location === undefined) return undefined;
  return Float32Array.from(await readTensor("weight", location));
}

/** Frobenius norm. */
function normOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}

/**
 * Frobenius norm of `up · down` without the product, which is as large as the weight:
 * `|up · down|^2 = sum_ij (up' · up)_ij (down · down')_ij`.
 *
 * @param up `[outputSize, rank]`
 * @param down `[rank, inputSize]`
 */
function productNorm(
  up: Float32Array,
  down: Float32Array,
  [rank = 0, width = 0]: readonly number[],
): number {
  const rows: Rows = { count: rank, width, values: down };
  let squared = 0;
  for (let i = 0; i < rank; i++) {
    for (let j = 0; j < rank; j++) squared += columnDot(up, rank, i, j) * dot(rows, i, rows, j);
  }
  return Math.sqrt(Math.max(0, squared));
}

/** Dot product of two columns of a matrix with `width` columns. */
function columnDot(values: Float32Array, width: number, i: number, j: number): number {
  let sum = 0;
  for (let at = 0; at < values.length; at += width) sum += values[at + i]! * values[at + j]!;
  return sum;
}
