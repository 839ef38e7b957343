/**
 * Frozen matrices that are stored as bf16: what ops make of them.
 *
 * TF.js has no such type and takes them for float32, so an op that meets one is called with other
 * types, and with casts around it where needed. bf16 is a way to store weights: whatever is computed
 * from them is f32 again.
 *
 * @module
 */
import type { TensorMetadata } from "./binding.ts";
import { ATTRIBUTE, DATA_TYPE, type OpAttribute } from "./symbols.ts";

/** What is needed of a binding. */
export interface Half {
  /** Whether the device multiplies bf16 faster than f32. */
  readonly bf16Units: boolean;
  isHalf(id: number): boolean;
  /** Runs an op whose types fit its inputs. */
  run(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputCount: number,
  ): TensorMetadata[];
  deleteTensor(id: number): void;
}

const { float32, bfloat16 } = DATA_TYPE;

/** Ops that give a whole matrix in another form: it stays stored as it is. */
const FORMS: ReadonlySet<string> = new Set(["Reshape", "Transpose"]);

/** Ops that read rows of a matrix: only those are widened. */
const LOOK_UPS: ReadonlySet<string> = new Set(["GatherV2"]);

/** Ops whose sums a device with units for bf16 takes in f32, though their result is rounded. */
const PRODUCTS: ReadonlySet<string> = new Set(["BatchMatMulV2", "MatMul"]);

/** Runs an op of which at least one input is stored as bf16. */
export function runHalf(
  half: Half,
  op: string,
  attributes: readonly OpAttribute[],
  inputs: readonly number[],
  outputCount: number,
): TensorMetadata[] {
  if (FORMS.has(op)) return half.run(op, attributes.map(asHalf), inputs, outputCount);
  const made: number[] = [];
  const convert = (id: number, from: number, to: number) => {
    const { id: converted } = cast(half, id, from, to);
    made.push(converted);
    return converted;
  };
  try {
    const multiplies = PRODUCTS.has(op) && half.bf16Units;
    if (multiplies || LOOK_UPS.has(op)) {
      const halves = multiplies
        ? inputs.map((id) => half.isHalf(id) ? id : convert(id, float32, bfloat16))
        : inputs;
      const [{ id }] = half.run(op, attributes.map(asHalf), halves, 1) as [TensorMetadata];
      made.push(id);
      return [cast(half, id, bfloat16, float32)];
    }
    const whole = inputs.map((id) => half.isHalf(id) ? convert(id, bfloat16, float32) : id);
    return half.run(op, attributes, whole, outputCount);
  } finally {
    for (const id of made) half.deleteTensor(id);
  }
}

/** Copies a tensor to another type. */
export function cast(half: Half, id: number, from: number, to: number): TensorMetadata {
  const attributes = [typeAttribute("SrcT", from), typeAttribute("DstT", to)];
  return half.run("Cast", attributes, [id], 1)[0]!;
}

function typeAttribute(name: string, value: number): OpAttribute {
  return { name, type: ATTRIBUTE.type, value };
}

function asHalf(attribute: OpAttribute): OpAttribute {
  const isFloat = attribute.type === ATTRIBUTE.type && attribute.value === float32;
  return isFloat ? { ...attribute, value: bfloat16 } : attribute;
}
