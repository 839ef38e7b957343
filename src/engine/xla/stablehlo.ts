/**
 * A graph as the text of a StableHLO module.
 *
 * @module
 */
import type { Node } from "./node.ts";
import { literal, type TensorType } from "./types.ts";

/** A module, and what it takes to run it. */
export interface ModuleText {
  readonly text: string;
  readonly parameters: readonly TensorType[];
  readonly outputs: readonly TensorType[];
  /** Places of the parameters whose memory becomes an output's. */
  readonly donated: readonly number[];
}

/** A module with the nodes that its last parameters stand for. */
export interface Emitted extends ModuleText {
  /** Values that lie on the device or the host, in the order of the parameters behind the given ones. */
  readonly captured: readonly Node[];
}

/** Arrays of up to so many elements stand in the text, where XLA can compute with them. */
const INLINE_ELEMENTS = 16;

/**
 * Writes a module that computes `outputs` from `parameters`; every array it meets becomes a further
 * parameter.
 *
 * @param donations for each donated parameter, the place of the output that takes its memory
 * @throws {Error} if a node depends on a parameter that is not given
 */
export function emit(
  outputs: readonly Node[],
  parameters: readonly Node[],
  donations: ReadonlyMap<Node, number> = new Map(),
): Emitted {
  const { operations, captured } = order(outputs, new Set(parameters));
  const names = new Map<Node, string>();
  const all = [...parameters, ...captured];
  all.forEach((node, i) => names.set(node, `%a${i}`));
  const lines = operations.map((node, i) => {
    names.set(node, `%${i}`);
    return `%${i} = ${write(node, names)}`;
  });
  const signature = all.map((node, i) => {
    const output = donations.get(node);
    const alias = output === undefined ? "" : ` {tf.aliasing_output = ${output} : i32}`;
    return `%a${i}: ${node.type.text}${alias}`;
  });
  const types = outputs.map((node) => node.type.text).join(", ");
  const results = outputs.map((node) => names.get(node)).join(", ");
  const text = [
    "module @program {",
    `func.func public @main(${signature.join(", ")}) -> (${types}) {`,
    ...lines,
    outputs.length > 0 ? `return ${results} : ${types}` : "return",
    "}",
    "}",
    "",
  ].join("\n");
  return {
    text,
    parameters: all.map((node) => node.type),
    outputs: outputs.map((node) => node.type),
    donated: all.flatMap((node, i) => donations.has(node) ? [i] : []),
    captured,
  };
}

function write(node: Node, names: ReadonlyMap<Node, string>): string {
  const { source, type } = node;
  if (source.kind === "operation") {
    return source.write(...source.operands.map((operand) => names.get(operand)!));
  }
  const value = source.kind === "splat"
    ? literal(source.value, type.element)
    : constant([...(source as { data: ArrayLike<number> & Iterable<number> }).data], type);
  return `stablehlo.constant dense<${value}> : ${type.text}`;
}

/** Nested brackets of an array's numbers. */
function constant(values: readonly number[], { element, shape }: TensorType): string {
  if (shape.length === 0) return literal(values[0]!, element);
  let items = values.map((value) => literal(value, element));
  for (const axis of shape.toReversed()) {
    const rows = items.length / axis;
    items = Array.from(
      { length: rows },
      (_, i) => `[${items.slice(i * axis, (i + 1) * axis).join(", ")}]`,
    );
  }
  return items[0]!;
}

/** What the outputs depend on: operations and small constants, operands first, and arrays. */
function order(outputs: readonly Node[], given: ReadonlySet<Node>) {
  const operations: Node[] = [];
  const captured: Node[] = [];
  const seen = new Set(given);
  // an own stack: the depth of a training step's graph is that of the model
  const stack: { node: Node; next: number }[] = [];
  const visit = (node: Node) => {
    if (seen.has(node)) return;
    seen.add(node);
    stack.push({ node, next: 0 });
  };
  for (const output of outputs) {
    visit(output);
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const { node } = top;
      const operands = node.source.kind === "operation" ? node.source.operands : [];
      if (top.next < operands.length) {
        visit(operands[top.next++]!);
        continue;
      }
      stack.pop();
      if (stands(node)) operations.push(node);
      else captured.push(node);
    }
  }
  return { operations, captured };
}

/** Whether a node is written into the text; otherwise it becomes a parameter. */
function stands({ source, type }: Node): boolean {
  switch (source.kind) {
    case "operation":
    case "splat":
      return true;
    case "host":
      return type.size > 0 && type.size <= INLINE_ELEMENTS;
    case "buffer":
      return false;
    case "parameter":
      throw new Error(
        `Cannot use a tensor of type ${type.text}: it exists only inside the program that made it`,
      );
  }
}
