/**
 * Uniform numbers from a seed, computed inside the program.
 *
 * The same integer arithmetic as `seededUniform()` of `../random.ts`, so that the engine draws the
 * very numbers that the host engines draw.
 *
 * @module
 */
import { arraySize } from "../../core/array_size.ts";
import { type Node, splat } from "./node.ts";
import { add, binary, convert, multiply, xor } from "./ops_elementwise.ts";
import { bitcast, iota, reshape, sliceAxis } from "./ops_shape.ts";

const shiftRight = binary("stablehlo.shift_right_logical");

const word = (value: number) => splat(value, "ui32");

/**
 * Uniform numbers in [0, 1).
 *
 * @param seed `[2]` int32
 */
export function seededUniform(seed: Node, shape: readonly number[]): Node {
  const words = bitcast(seed, "ui32");
  const part = (i: number) => reshape(sliceAxis(words, 0, i, i + 1), []);
  const key = mix(xor(mix(part(0)), part(1)));
  const size = arraySize(shape);
  const places = add(iota("ui32", [size], 0), word(0x9e3779b9));
  const bits = shiftRight(mix(xor(mix(places), key)), word(8));
  const numbers = multiply(convert(bits, "f32"), splat(2 ** -24, "f32")); // 24 bits: exact in f32
  return reshape(numbers, shape);
}

/** The finalizer of MurmurHash3. */
function mix(x: Node): Node {
  const first = multiply(xor(x, shiftRight(x, word(16))), word(0x85ebca6b));
  const second = multiply(xor(first, shiftRight(first, word(13))), word(0xc2b2ae35));
  return xor(second, shiftRight(second, word(16)));
}
