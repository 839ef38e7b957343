/**
 * A contender: a process that takes turns at the same training step.
 *
 * @module
 */
import type { Job, Ready, Turn } from "./_shape.ts";
import { commandOf, type WorkerCommand } from "./_worker_command.ts";

/** A contender whose process has been started. */
export interface Contender {
  readonly name: string;
  /** Makes the first step. @throws {ContenderFailed} if it ends */
  begin(): Promise<Ready>;
  /** Makes steps. @throws {ContenderFailed} if it ends */
  run(steps: number): Promise<Turn>;
  stop(): Promise<void>;
}

/** How a contender may end before its time. */
export type Failure = "out of memory" | "failed";

/** A contender that takes no further part; what it had to say stands on stderr. */
export class ContenderFailed extends Error {
  override name = "ContenderFailed";
  constructor(contender: string, readonly failure: Failure) {
    const how = failure === "failed" ? "its process ended" : "it ran out of memory";
    super(`Cannot measure "${contender}": ${how}`);
  }
}

/**
 * Starts a contender, which loads its libraries and waits.
 *
 * @param name `peft`, `gemm`, an engine, or an engine and a way to run programs: `tensorflow:graph`
 */
export function startContender(name: string, job: Job): Contender {
  console.error(`starting ${name}`);
  return openContender(name, commandOf(name, job));
}

/** Starts the process of a contender. */
export function openContender(
  name: string,
  [program, args, env = {}]: WorkerCommand,
): Contender {
  const pipes = { stdin: "piped", stdout: "piped" } as const;
  const child = new Deno.Command(program, { args: [...args], env, ...pipes }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(lineStream())
    .getReader();
  const writer = child.stdin.getWriter();
  const ask = async (line: string) => {
    await writer.write(new TextEncoder().encode(`${line}\n`)).catch(() => {}); // it may have ended
    const { value } = await lines.read();
    const answer = value === undefined ? { failure: "failed" } : JSON.parse(value);
    if (answer.failure !== undefined) throw new ContenderFailed(name, answer.failure);
    return answer;
  };
  return {
    name,
    begin: () => ask("begin"),
    run: (steps) => ask(String(steps)),
    async stop() {
      await writer.close().catch(() => {}); // it may have ended
      await child.status;
      await lines.cancel();
    },
  };
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
