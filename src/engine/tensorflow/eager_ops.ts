/**
 * Ops of an eager context, made ready to run.
 *
 * @module
 */
import type { Native, Scratch } from "./native.ts";
import { ATTRIBUTE, type OpAttribute } from "./symbols.ts";

/** Most axes of a tensor. */
const MOST_AXES = 64;

/** Makes ops. */
export class EagerOps {
  readonly #dims: Scratch<BigUint64Array>;

  /** @param context TFE_Context */
  constructor(private readonly native: Native, private readonly context: bigint) {
    this.#dims = native.words(MOST_AXES);
  }

  /**
   * Makes a TFE_Op, which whoever executes it deletes.
   *
   * @param inputs TFE_TensorHandle of each
   * @throws {Error} with TensorFlow's message if there is no such op, or it takes no such input
   */
  make(name: string, attributes: readonly OpAttribute[], inputs: readonly bigint[]): bigint {
    const { c, status } = this.native;
    const op = c.TFE_NewOp(this.context, this.native.string(name), status);
    this.native.check();
    try {
      for (const handle of inputs) {
        c.TFE_OpAddInput(op, handle, status);
        this.native.check();
      }
      for (const attribute of attributes) this.#setAttribute(op, attribute);
    } catch (error) {
      c.TFE_DeleteOp(op);
      throw error;
    }
    return op;
  }

  #setAttribute(op: bigint, { name, type, value }: OpAttribute): void {
    const { c, status } = this.native;
    const key = this.native.string(name);
    switch (type) {
      case ATTRIBUTE.type:
        return c.TFE_OpSetAttrType(op, key, value);
      case ATTRIBUTE.bool:
        return Array.isArray(value)
          ? c.TFE_OpSetAttrBoolList(op, key, Uint8Array.from(value, Number), value.length)
          : c.TFE_OpSetAttrBool(op, key, value ? 1 : 0);
      case ATTRIBUTE.int: // TF.js passes fractional seeds: truncate
        return Array.isArray(value)
          ? c.TFE_OpSetAttrIntList(op, key, BigInt64Array.from(value, BigInt), value.length)
          : c.TFE_OpSetAttrInt(op, key, BigInt(Math.trunc(value)));
      case ATTRIBUTE.float:
        return Array.isArray(value)
          ? c.TFE_OpSetAttrFloatList(op, key, new Float32Array(value), value.length)
          : c.TFE_OpSetAttrFloat(op, key, value);
      case ATTRIBUTE.string: {
        const size = BigInt(new TextEncoder().encode(value).length);
        return c.TFE_OpSetAttrString(op, key, this.native.string(value), size);
      }
      case ATTRIBUTE.shape:
        (value as number[]).forEach((axis, i) => this.#dims.view[i] = BigInt(axis));
        c.TFE_OpSetAttrShape(op, key, this.#dims.address, value.length, status);
        return this.native.check();
      default:
        throw new TypeError(`Cannot set attribute "${name}": type ${type} is unknown`);
    }
  }
}
