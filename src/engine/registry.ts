/**
 * Which engines there are, and how one is chosen.
 *
 * @module
 */
import { EngineUnavailable } from "../core/errors.ts";
import { lookUp } from "../core/registry.ts";
import type { Engine, EngineOptions, Session } from "./engine.ts";
import { gpuHere, type GpuMaker, usesGpu } from "./gpu.ts";

/**
 * The engines, best first; each is loaded when it is asked for, as a reader of tables needs none.
 */
export const ENGINES: Readonly<Record<string, () => Promise<Engine>>> = {
  tensorflow: async () => (await import("./tensorflow/mod.ts")).tensorflow,
  xla: async () => (await import("./xla/mod.ts")).xla,
  wasm: async () => (await import("./wasm.ts")).wasm,
  cpu: async () => (await import("./cpu.ts")).cpu,
};

/** A session, and why this engine and no other. */
export interface StartedSession extends Session {
  readonly reason: string;
}

/** What `auto` chooses from; a test brings its own. */
export interface Choice {
  readonly engines: typeof ENGINES;
  /** Maker of the GPU of this machine. */
  readonly gpu: GpuMaker | undefined;
}

/** How to give the engines what they lack on a machine with a GPU. */
export const GPU_ADVICE: Readonly<Record<GpuMaker, string>> = {
  nvidia: "run `deno task setup --gpu`",
  amd: 'run `pip install "jax[rocm]"`',
};

/**
 * Starts an engine and makes it the active TF.js backend.
 *
 * @param name one of {@linkcode ENGINES}, or `auto`: see {@linkcode startBest}
 * @param choice what to choose from; absent: what is here
 * @throws {EngineUnavailable} if the named engine cannot run here
 * @throws {UsageError} if the name is unknown
 */
export async function startEngine(
  name: string,
  options: EngineOptions = {},
  choice: Choice = { engines: ENGINES, gpu: gpuHere() },
): Promise<StartedSession> {
  if (name === "auto") return await startBest(options, choice);
  const engine = await lookUp(choice.engines, name, "engine")();
  return { ...await engine.start(options), reason: "chosen by name" };
}

/**
 * Starts the best engine of this machine.
 *
 * A GPU comes first: `xla`, which runs a step as one program compiled for the very card, or
 * `tensorflow`. On CPUs `tensorflow` is the fastest that was measured (`results/bench`), and it takes
 * no long compilation; `wasm` runs everywhere. A GPU that no engine reaches is said aloud.
 */
async function startBest(
  options: EngineOptions,
  { engines, gpu }: Choice,
): Promise<StartedSession> {
  const notice = options.notice ?? console.error;
  const reasons: string[] = [];
  const attempt = async (name: string): Promise<Session | undefined> => {
    try {
      return await (await lookUp(engines, name, "engine")()).start(options);
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) throw error;
      reasons.push(error.message);
    }
  };
  if (gpu !== undefined) {
    for (const name of ["xla", "tensorflow"]) {
      const session = await attempt(name);
      if (session && usesGpu(session.report)) return { ...session, reason: "it reaches the GPU" };
    }
    notice(
      `TRAINING RUNS ON THE CPU: there is a GPU, but no engine reaches it: ${GPU_ADVICE[gpu]}`,
    );
  }
  const session = await attempt("tensorflow");
  if (session) return { ...session, reason: "the fastest on a CPU" };
  const why = reasons.at(-1)!;
  notice(`Using the slower engine "wasm": ${why}`);
  return { ...await (await lookUp(engines, "wasm", "engine")()).start(options), reason: why };
}
