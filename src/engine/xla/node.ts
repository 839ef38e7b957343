/**
 * The graph of a program under construction.
 *
 * A node is one value: a number filled into a shape, an array of the host, a buffer of the device, a
 * parameter, or one StableHLO operation on other nodes. Nothing is computed here.
 *
 * @module
 */
import type { DeviceBuffer } from "./buffer.ts";
import { type Element, type HostArray, TensorType } from "./types.ts";

/** Writes the operation, given the names of its operands: `stablehlo.add %0, %1 : tensor<2xf32>`. */
export type Write = (...names: string[]) => string;

/** Where a value comes from. */
export type Source =
  | { readonly kind: "splat"; readonly value: number }
  | { readonly kind: "host"; readonly data: HostArray }
  | { readonly kind: "buffer"; readonly buffer: DeviceBuffer }
  | { readonly kind: "parameter" }
  | { readonly kind: "operation"; readonly operands: readonly Node[]; readonly write: Write };

/** One value. */
export class Node {
  /** Handles that keep the value's memory alive: tensors, and programs that captured it. */
  users = 0;

  constructor(readonly type: TensorType, public source: Source) {}

  get shape(): readonly number[] {
    return this.type.shape;
  }

  get element(): Element {
    return this.type.element;
  }

  get rank(): number {
    return this.type.shape.length;
  }
}

/** A number in every place of a shape. */
export function splat(value: number, element: Element, shape: readonly number[] = []): Node {
  return new Node(new TensorType(element, shape), { kind: "splat", value });
}

/** The number that fills a node, if it is such a node. */
export function splatValue(node: Node): number | undefined {
  return node.source.kind === "splat" ? node.source.value : undefined;
}

/** A value that a run brings. */
export function parameter(type: TensorType): Node {
  return new Node(type, { kind: "parameter" });
}

/** The result of an operation. */
export function operation(
  element: Element,
  shape: readonly number[],
  operands: readonly Node[],
  write: Write,
): Node {
  return new Node(new TensorType(element, shape), { kind: "operation", operands, write });
}
