/**
 * The NVIDIA GPU of this machine, and who reaches it.
 *
 * @module
 */
import { probeEngine } from "../../src/commands/probe.ts";
import { wouldFetchTensorflow } from "../../src/commands/would_fetch.ts";
import { EngineUnavailable } from "../../src/core/errors.ts";
import { usesGpu } from "../../src/engine/gpu.ts";
import { GPU_ADVICE } from "../../src/engine/registry.ts";
import { kindOf } from "./_names.ts";
import { peerMissing } from "./_peer.ts";

/** A GPU in the words of its driver. */
export interface Gpu {
  readonly name: string;
  readonly driver: string;
  readonly memoryBytes: number;
}

/**
 * The first GPU that the driver lists.
 *
 * @param program that lists them
 * @throws {EngineUnavailable} if there is none
 */
export async function findGpu(program = "nvidia-smi"): Promise<Gpu> {
  const [, name, driver, mebibytes] = (await list(program)).match(/^(.+), (.+), (\d+)$/m) ?? [];
  if (name === undefined) {
    throw new EngineUnavailable(
      "Cannot measure on a GPU: an NVIDIA GPU and its driver are needed: nvidia-smi lists none",
    );
  }
  return { name, driver: driver!, memoryBytes: Number(mebibytes) * 2 ** 20 };
}

/** One line for each GPU; none where there is no driver. */
async function list(program: string): Promise<string> {
  const args = ["--query-gpu=name,driver_version,memory.total", "--format=csv,noheader,nounits"];
  try {
    const { stdout } = await new Deno.Command(program, { args, stderr: "null" }).output();
    return new TextDecoder().decode(stdout);
  } catch {
    return ""; // no such program
  }
}

/**
 * Those of the contenders that reach a GPU, each tried in a process of its own.
 *
 * @throws {EngineUnavailable} if no engine does
 */
export async function reachGpu(
  contenders: readonly string[],
  whyNot: typeof reasonAgainst = reasonAgainst,
): Promise<string[]> {
  const reached: string[] = [];
  for (const name of contenders) {
    const reason = await whyNot(kindOf(name));
    if (reason === undefined) reached.push(name);
    else console.error(`${name} takes no part: ${reason}`);
  }
  if (reached.some((name) => name !== "peft")) return reached;
  throw new EngineUnavailable(
    `Cannot measure on a GPU: an engine must reach it: none does: ${GPU_ADVICE.nvidia}`,
  );
}

/** Why a contender does not reach a GPU; undefined if it does. Nothing is downloaded for it. */
async function reasonAgainst(kind: string): Promise<string | undefined> {
  if (kind === "peft") return await peerMissing("cuda");
  const engine = kind === "gemm" ? "tensorflow" : kind;
  if (engine === "tensorflow" && await wouldFetchTensorflow()) return "it is not installed";
  const found = await probeEngine(engine, console.error);
  if ("reason" in found) return found.reason;
  return usesGpu(found.report) ? undefined : `it runs on ${found.report.device}`;
}
