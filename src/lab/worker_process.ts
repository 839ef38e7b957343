/**
 * One worker process, seen from the process that started it.
 *
 * @module
 */
import { join } from "node:path";
import { LOCK_FILE, ROOT } from "../core/paths.ts";
import { EngineUnavailable, NotWritten, UsageError } from "../core/errors.ts";
import {
  type Execution,
  type Order,
  RunFailed,
  type StepProgress,
  WorkerLost,
} from "./executor.ts";
import { STDERR } from "./terminal.ts";
import { readLines, type Reply, type Request, type WorkerSetup } from "./worker_messages.ts";
import type { Json } from "./run.ts";

/** What starting a worker needs. */
export interface WorkerOptions {
  /** Path of the worker's script, in the repository or elsewhere. */
  readonly script: string;
  readonly setup: WorkerSetup;
  readonly onNotice: (line: string) => void;
  /** Whether what the worker writes to standard error is shown at once. */
  readonly debug: boolean;
  /** Ends the process. */
  readonly signal?: AbortSignal | undefined;
}

/** The kit's packages wherever the script lies: by itself it would take others, and note them. */
const PACKAGES = [`--config=${join(ROOT, "deno.json")}`, `--lock=${LOCK_FILE}`, "--frozen"];

/** Bytes of standard error that are kept to say why a worker ended. */
const TAIL_CHARACTERS = 4000;

/** A worker process whose engine runs. It makes one run at a time. */
export class WorkerProcess {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #replies: AsyncGenerator<Reply>;
  readonly #options: WorkerOptions;
  readonly #errorsRead: Promise<void>;
  #errors = "";
  #report: Json = null;

  private constructor(options: WorkerOptions) {
    this.#options = options;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", ...PACKAGES, "-A", options.script],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#replies = readReplies(this.#child.stdout);
    this.#errorsRead = this.#readErrors();
    options.signal?.addEventListener("abort", this.#onAbort);
    if (options.signal?.aborted) this.#kill();
  }

  readonly #onAbort = (): void => this.#kill();

  /**
   * Starts a process and its engine.
   *
   * @throws {EngineUnavailable} if the machine lacks what the engine needs
   * @throws {WorkerLost} if the process ends
   */
  static async start(options: WorkerOptions): Promise<WorkerProcess> {
    const worker = new WorkerProcess(options);
    try {
      const reply = await worker.#ask({ type: "open", setup: options.setup }, () => {});
      if (reply.type === "ready") worker.#report = reply.report;
      else throw openingError(reply);
      return worker;
    } catch (error) {
      await worker.close();
      throw error;
    }
  }

  /** The engine's report. */
  get report(): Json {
    return this.#report;
  }

  /**
   * Carries out one run.
   *
   * @throws {RunFailed} if the run has no result
   * @throws {NotWritten} if it has one, and no place for its adapter
   * @throws {WorkerLost} if the process ends
   */
  async run(
    order: Order,
    onProgress: (progress: StepProgress) => void,
  ): Promise<Execution> {
    this.#errors = ""; // what was written before has nothing to do with this run
    const reply = await this.#ask({ type: "run", order }, onProgress);
    if (reply.type === "done") return reply.execution;
    const { name, message } = reply as Extract<Reply, { type: "failed" }>;
    if (name === "NotWritten") throw new NotWritten(message);
    throw new RunFailed(name === "NonFiniteLoss" ? "diverged" : "failed", message);
  }

  /** Ends the process at once. What it writes, checkpoints, appears whole or not at all. */
  async close(): Promise<void> {
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    this.#kill();
    await this.#input.abort().catch(() => {});
    await Promise.all([this.#child.status, this.#errorsRead]);
    await this.#replies.return(undefined);
  }

  #kill(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // it has ended already
    }
  }

  /** Sends a request and returns the first reply that is neither progress nor notice. */
  async #ask(request: Request, onProgress: (progress: StepProgress) => void): Promise<Reply> {
    const line = new TextEncoder().encode(JSON.stringify(request) + "\n");
    await this.#input.write(line).catch(() => {}); // a dead process shows when it is read
    for (;;) {
      const { value, done } = await this.#replies.next();
      if (done) throw new WorkerLost(await this.#epitaph());
      if (value.type === "progress") onProgress(value.progress);
      else if (value.type === "notice") this.#options.onNotice(value.line);
      else return value;
    }
  }

  /** Says how the process ended, with the last thing that it wrote. */
  async #epitaph(): Promise<string> {
    const { code, signal } = await this.#child.status;
    await this.#errorsRead;
    const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
    const last = this.#errors.trimEnd().split("\n").at(-1);
    return `The worker ended with ${how}${last ? `: ${last.trim()}` : ""}`;
  }

  async #readErrors(): Promise<void> {
    for await (const text of this.#child.stderr.pipeThrough(new TextDecoderStream())) {
      this.#errors = (this.#errors + text).slice(-TAIL_CHARACTERS);
      if (this.#options.debug) STDERR.write(text);
    }
  }
}

/** Lines that are no JSON come from libraries that write to standard output themselves. */
async function* readReplies(stdout: ReadableStream<Uint8Array>): AsyncGenerator<Reply> {
  for await (const line of readLines(stdout)) {
    if (line.startsWith('{"type":')) yield JSON.parse(line);
  }
}

function openingError(reply: Reply): Error {
  if (reply.type !== "unavailable") return new WorkerLost(`The worker sent "${reply.type}" first`);
  if (reply.name === "EngineUnavailable") return new EngineUnavailable(reply.message);
  if (reply.name === "UsageError") return new UsageError(reply.message);
  return new Error(reply.message);
}
