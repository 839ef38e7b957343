/**
 * A trace: the ops that a program ran, the constants that it made, the tensors that it read.
 *
 * @module
 */
import type { Binding, RecordedConstant, RecordedOp, Recorder } from "./binding.ts";

/** What a program did when it ran once, op by op. */
export interface Trace {
  readonly ops: readonly RecordedOp[];
  readonly constants: ReadonlyMap<number, RecordedConstant>;
}

/**
 * Runs `body` and records it.
 *
 * Reading a tensor would freeze the value of this one run into the program, so it is refused, but
 * for constants that the body made itself.
 *
 * @throws {Error} if the body reads another tensor's values
 */
export function record<T>(
  binding: Binding,
  body: () => T,
): { result: T; trace: Trace } {
  const ops: RecordedOp[] = [];
  const constants = new Map<number, RecordedConstant>();
  const recorder: Recorder = {
    op: (op) => ops.push(op),
    constant: (id, constant) => constants.set(id, constant),
    read(id) {
      if (constants.has(id)) return;
      throw new Error(
        "Cannot compile the program: it reads the values of a tensor that the next call may change",
      );
    },
  };
  binding.recorder = recorder;
  try {
    return { result: body(), trace: { ops, constants } };
  } finally {
    binding.recorder = undefined;
  }
}
