/**
 * What a worker process and the process that started it say to each other: one JSON value a line.
 *
 * @module
 */
import type { Execution, Order, StepProgress } from "./executor.ts";
import type { Json } from "./run.ts";

/** How a worker starts its engine. */
export interface WorkerSetup {
  readonly engine: string;
  /** CPU threads; null: the engine's default. */
  readonly threads: number | null;
  readonly jit: "xla" | "graph" | "eager" | null;
}

/** Said to a worker. */
export type Request =
  | { readonly type: "open"; readonly setup: WorkerSetup }
  | { readonly type: "run"; readonly order: Order };

/** Said by a worker. */
export type Reply =
  /** The engine runs; answers `open`. */
  | { readonly type: "ready"; readonly report: Json }
  /** The engine cannot start, or another error at the start; answers `open`. */
  | { readonly type: "unavailable"; readonly name: string; readonly message: string }
  | { readonly type: "progress"; readonly progress: StepProgress }
  | { readonly type: "notice"; readonly line: string }
  /** Answers `run`. */
  | { readonly type: "done"; readonly execution: Execution }
  /** Answers `run`; the worker is ready for another one. */
  | { readonly type: "failed"; readonly name: string; readonly message: string };

/** The lines of a byte stream; a last line without an end is left out: it was cut off. */
export async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
