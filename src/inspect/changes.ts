/**
 * How much an adapter changes, module by module.
 *
 * @module
 */
import { readTensor, type TensorLocation } from "../hub/safetensors.ts";
import { isHead } from "../train/head.ts";
import type { BaseModel } from "./base_model.ts";
import type { Part } from "./part.ts";
import { dot, type Rows } from "./rows.ts";

/** The change of one module. */
export interface Change {
  /** Hugging Face name of a linear map or a weight, or a method's own name of a parameter. */
  readonly module: string;
  /**
   * What `norm` is the Frobenius norm of:
   * - `update`: `alpha / rank * up · down`, which LoRA adds to the weight `W` of a linear map;
   * - `scale`: `l - 1`, where (IA)^3 multiplies by the vector `l`;
   * - `weight`: `W - W0`, where a weight was trained whole;
   * - `parameter`: what training added, as it is: a parameter of the method, a classifier's head.
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
 * @throws {TypeError} if the model has no such module, or one of another shape
 * @throws {UsageError} if a weight of the model cannot be read
 */
export async function measureChange(part: Part, model: BaseModel): Promise<Change | undefined> {
  switch (part.kind) {
    case "prompt":
      return undefined;
    case "update":
      return await measureUpdate(part, model);
    case "scale":
      return measureScale(part, model);
    case "weight":
      return await measureWeight(part, model);
    case "parameter": {
      const norm = normOf(await part.read());
      return { module: part.name, kind: part.kind, norm, relative: null };
    }
  }
}

type Kind<K extends Part["kind"]> = Extract<Part, { kind: K }>;

async function measureUpdate(part: Kind<"update">, model: BaseModel): Promise<Change> {
  const { kind, module, scale, up, down } = part;
  const location = mapOf(module, model);
  checkShape(module, [up.shape[0], down.shape[1]], location.shape);
  const norm = Math.abs(scale) * productNorm(up.values, down.values, down.shape);
  return { module, kind, norm, relative: ratio(norm, normOf(await readWeight(location))) };
}

function measureScale({ kind, module, side, values }: Kind<"scale">, model: BaseModel): Change {
  const [outputSize, inputSize] = mapOf(module, model).shape;
  checkShape(module, [values.length], [side === "input" ? inputSize : outputSize]);
  const norm = normOf(values.map((value) => value - 1));
  return { module, kind, norm, relative: ratio(norm, Math.sqrt(values.length)) };
}

async function measureWeight(part: Kind<"weight">, model: BaseModel): Promise<Change> {
  const { kind, name: module, shape } = part;
  const location = model.weight(module);
  const after = await part.read();
  if (location === undefined || isHead(module)) {
    return { module, kind: "parameter", norm: normOf(after), relative: null };
  }
  checkShape(module, shape, location.shape);
  const before = await readWeight(location);
  const norm = normOf(after.map((value, i) => value - before[i]!));
  return { module, kind, norm, relative: ratio(norm, normOf(before)) };
}

function mapOf(module: string, model: BaseModel): TensorLocation {
  const location = model.weight(`${module}.weight`);
  if (location?.shape.length === 2) return location;
  throw new TypeError(`"${model.id}" has no linear map "${module}"`);
}

function checkShape(
  module: string,
  found: readonly (number | undefined)[],
  wanted: readonly (number | undefined)[],
): void {
  if (`${found}` === `${wanted}`) return;
  throw new TypeError(
    `"${module}" must be [${wanted.join(", ")}] as in the model: file has [${found.join(", ")}]`,
  );
}

function ratio(norm: number, before: number): number | null {
  return before === 0 ? null : norm / before;
}

async function readWeight(location: TensorLocation): Promise<Float32Array> {
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
