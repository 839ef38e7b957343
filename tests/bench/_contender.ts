/**
 * A contender: a process that takes turns at the same training step.
 *
 * @module
 */
import type { Job, Ready, Turn } from "./_shape.ts";
import { pathOf } from "./_url.ts";

/** A contender that has made its first step. */
export interface Contender {
  readonly name: string;
  readonly ready: Ready;
  run(steps: number): Promise<Turn>;
  stop(): Promise<void>;
}

/** The Python that has the peer. */
export function python(): string {
  return Deno.env.get("KIT_PYTHON") ?? "python3";
}

/** Why the peer cannot take part; undefined if it can. */
export async function peerMissing(): Promise<string | undefined> {
  try {
    const { success } = await new Deno.Command(python(), {
      args: ["-c", "import torch, transformers, peft"],
      stdout: "null",
      stderr: "null",
    }).output();
    if (success) return undefined;
  } catch {
    // no such program
  }
  return `PyTorch and PEFT are not in "${python()}": for the comparison run ` +
    "`python3 -m pip install -r tests/bench/requirements.txt`, or name another Python in KIT_PYTHON";
}

/**
 * Starts a contender and waits for its first step.
 *
 * @param name `peft`, `gemm`, an engine, or an engine and a way to run programs: `tensorflow:graph`
 * @throws {Error} if it ends before it is ready
 */
export async function startContender(name: string, job: Job): Promise<Contender> {
  const child = new Deno.Command(...commandOf(name, job)).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(lineStream())
    .getReader();
  const writer = child.stdin.getWriter();
  const next = async () => {
    const { value } = await lines.read();
    if (value === undefined) throw new Error(`Cannot measure "${name}": its process ended`);
    return JSON.parse(value);
  };
  const ready: Ready = await next();
  return {
    name,
    ready,
    async run(steps) {
      await writer.write(new TextEncoder().encode(`${steps}\n`));
      return await next();
    },
    async stop() {
      await writer.close();
      await child.status;
      await lines.cancel();
    },
  };
}

function commandOf(name: string, job: Job): [string, Deno.CommandOptions] {
  const file = pathOf;
  const args = [
    `--shape=${job.shape}`,
    `--prompt=${job.promptLength}`,
    `--threads=${job.threads}`,
    `--batch=${job.batch}`,
    `--precision=${job.precision}`,
  ];
  const pipes = { stdin: "piped", stdout: "piped", stderr: "inherit" } as const;
  if (name === "peft") return [python(), { args: [file("peft_worker.py"), ...args], ...pipes }];
  if (name === "gemm") {
    return [Deno.execPath(), {
      args: ["run", "-A", "--quiet", file("gemm_worker.ts"), ...args],
      ...pipes,
    }];
  }
  const [engine, jit] = name.split(":");
  return [Deno.execPath(), {
    args: [
      ...["run", "-A", "--quiet", file("kit_worker.ts"), ...args, `--engine=${engine}`],
      ...(jit === undefined ? [] : [`--jit=${jit}`]),
    ],
    ...pipes,
  }];
}

/** Text to lines. */
function lineStream(): TransformStream<string, string> {
  let rest = "";
  return new TransformStream({
    transform(chunk, controller) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop()!;
      for (const line of lines) if (line.startsWith("{")) controller.enqueue(line);
    },
  });
}
