/**
 * How the process of a contender is started.
 *
 * @module
 */
import { python } from "./_peer.ts";
import type { Job } from "./_shape.ts";
import { pathOf } from "./_url.ts";

/** Program, arguments, and what is set in its environment. */
export type WorkerCommand = readonly [
  program: string,
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
];

/** Makes CUDA's libraries, and all that are built on them, see no GPU. */
const HIDE_GPUS = { CUDA_VISIBLE_DEVICES: "" };

/**
 * The command of a contender.
 *
 * @param name `peft`, `gemm`, an engine, or an engine and a way to run programs: `tensorflow:graph`
 */
export function commandOf(name: string, job: Job): WorkerCommand {
  const args = [
    `--device=${job.device}`,
    `--shape=${job.shape}`,
    `--prompt=${job.promptLength}`,
    `--threads=${job.threads}`,
    `--batch=${job.batch}`,
    `--precision=${job.precision}`,
  ];
  const env = job.device === "cpu" ? HIDE_GPUS : {};
  const script = (file: string) => ["run", "-A", "--quiet", pathOf(file), ...args];
  if (name === "peft") return [python(), [pathOf("peft_worker.py"), ...args], env];
  if (name === "gemm") return [Deno.execPath(), script("gemm_worker.ts"), env];
  const [engine, jit] = name.split(":");
  const more = [`--engine=${engine}`, ...(jit === undefined ? [] : [`--jit=${jit}`])];
  return [Deno.execPath(), [...script("kit_worker.ts"), ...more], env];
}
