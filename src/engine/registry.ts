/**
 * Which engines there are, and how one is chosen.
 *
 * @module
 */
import { EngineUnavailable } from "../core/errors.ts";
import { lookUp } from "../core/registry.ts";
import type { Engine, EngineOptions, Precision, Session } from "./engine.ts";
import { gpuHere, type GpuMaker, usesGpu } from "./gpu.ts";

/**
 * The engines, best first; each is loaded when it is asked for, as a reader of tables needs none.
 */
export const ENGINES: Readonly<Record<string, () => Promise<Engine>>> = {
  tensorflow: async () => (await import("./tensorflow/mod.ts")).tensorflow,
  xla: async () => (await import("./xla/mod.ts")).xla,
  webgpu: async () => (await import("./webgpu/mod.ts")).webgpu,
  wasm: async () => (await import("./wasm.ts")).wasm,
  cpu: async () => (await import("./cpu.ts")).cpu,
};

/**
 * What `auto` takes on a CPU, best first: `tensorflow` is the fastest that was measured
 * (`results/bench`) and needs no long compilation; `xla` where its plugin is there already, since a
 * third party built it; `wasm` runs everywhere.
 */
export const ON_CPU: readonly string[] = ["tensorflow", "xla", "wasm"];

/**
 * What `auto` takes on a GPU, best first: `xla` runs a step as one program compiled for the very
 * card. `webgpu` is not among them: it has been run on a software driver alone.
 */
export const ON_GPU: readonly string[] = ["xla", "tensorflow"];

/**
 * An engine to plan with, not started: of `auto` the first one that it takes on a CPU.
 *
 * @throws {UsageError} if the name is unknown
 */
export function plannedEngine(name: string): Promise<Engine> {
  return lookUp(ENGINES, name === "auto" ? ON_CPU[0]! : name, "engine")();
}

/** The names of the engines that can hold frozen matrices so, best first. */
export async function enginesThatHold(precision: Precision): Promise<string[]> {
  const engines = await Promise.all(Object.values(ENGINES).map((load) => load()));
  return engines.filter(({ precisions }) => precisions.includes(precision)).map(({ name }) => name);
}

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
 * Starts the best engine of this machine: one that reaches a GPU if there is a GPU, else the first of
 * {@linkcode ON_CPU}. A GPU that no engine reaches, and the slow fallback, are said aloud.
 */
async function startBest(
  options: EngineOptions,
  { engines, gpu }: Choice,
): Promise<StartedSession> {
  const notice = options.notice ?? console.error;
  const refusals = new Map<string, EngineUnavailable>();
  const attempt = async (name: string): Promise<Session | undefined> => {
    if (refusals.has(name)) return undefined;
    try {
      return await (await lookUp(engines, name, "engine")()).start(options);
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) throw error;
      refusals.set(name, error);
    }
  };
  for (const name of gpu === undefined ? [] : ON_GPU) {
    const session = await attempt(name);
    if (session && usesGpu(session.report)) return { ...session, reason: "it reaches the GPU" };
  }
  if (gpu !== undefined) {
    notice(
      `TRAINING RUNS ON THE CPU: there is a GPU, but no engine can use it: ${GPU_ADVICE[gpu]}`,
    );
  }
  const [best] = ON_CPU as [string];
  for (const name of ON_CPU) {
    const session = await attempt(name);
    if (session === undefined) continue;
    const refusal = refusals.get(best)?.message;
    if (name === "wasm") notice(`Using the slower engine "wasm": ${refusal}`);
    return { ...session, reason: refusal ?? "the fastest on a CPU" };
  }
  throw new EngineUnavailable(ON_CPU.map((name) => refusals.get(name)!.message).join("; "));
}
