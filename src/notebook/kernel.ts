/**
 * A Deno kernel as a child process: started, asked to execute, interrupted, stopped.
 *
 * @module
 */
import {
  closeAll,
  connectAll,
  connectionFile,
  freeConnection,
  type Sockets,
} from "./connection.ts";
import {
  decodeMessage,
  encodeMessage,
  isOutput,
  type Message,
  type OutputMessage,
  type Reply,
} from "./message.ts";
import type { ZmtpSocket } from "./zmtp.ts";

const START_MS = 30_000; // usually 0.2 s; a loaded machine needs longer
const START_ATTEMPTS = 3;
const STOP_MS = 3_000;
const STDERR_LINES = 20;
const BARRIER = "kit_barrier";

/** The kernel process ended while somebody still wanted something of it. */
export class KernelDied extends Error {
  override name = "KernelDied";
}

/** Where and how a kernel runs. */
export interface KernelOptions {
  /** Folder that the cells run in and their imports start from. */
  readonly cwd: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** The Deno that runs the cells; by default the one that runs this. */
  readonly deno?: string;
  /** Milliseconds that one try to start may take; absent: 30 s. */
  readonly startMs?: number;
}

/** A running kernel. Dispose of it: an open one keeps its process. */
export class Kernel implements AsyncDisposable {
  #session = crypto.randomUUID();
  #replies = new Map<string, (reply: Reply) => void>();
  #listeners = new Set<(message: Message) => void>();
  #died: Promise<never>;
  /** What the kernel says of its language, as Jupyter keeps it in a notebook; absent where it says nothing. */
  languageInfo?: Readonly<Record<string, unknown>>;

  private constructor(
    private readonly process: Deno.ChildProcess,
    private readonly file: string,
    private readonly key: string,
    private readonly sockets: Sockets,
    stderr: readonly string[],
  ) {
    this.#died = process.status.then(({ code, signal }) => {
      const lastWords = stderr.length > 0 ? `: ${stderr.join("\n")}` : "";
      throw new KernelDied(`Kernel ended with ${signal ?? `exit code ${code}`}${lastWords}`);
    });
    this.#died.catch(() => {}); // nobody may be waiting
    const answer = (message: Message) => {
      this.#replies.get(message.parentId ?? "")?.(message.content as Reply);
      this.#replies.delete(message.parentId ?? "");
    };
    pump(sockets.shell, answer);
    pump(sockets.control, answer);
    pump(sockets.iopub, (message) => this.#listeners.forEach((listen) => listen(message)));
  }

  /**
   * Starts a kernel and waits until it answers.
   *
   * @throws {KernelDied} if in three tries, of 30 s each, the process ends before it answers, or does not answer
   */
  static async start(options: KernelOptions): Promise<Kernel> {
    for (let attempt = 1;; attempt++) {
      try {
        return await Kernel.#startOnce(options);
      } catch (error) {
        // Another process may have taken a port between our look and the kernel's start.
        if (attempt === START_ATTEMPTS) throw error;
      }
    }
  }

  static async #startOnce(options: KernelOptions): Promise<Kernel> {
    const connection = freeConnection();
    const file = await Deno.makeTempFile({ prefix: "kernel-", suffix: ".json" });
    await Deno.writeTextFile(file, connectionFile(connection));
    const process = spawn(options, file);
    const stderr: string[] = [];
    keepLastLines(process.stderr, stderr);
    const { startMs = START_MS } = options;
    let fault: string | undefined;
    const timer = setTimeout(() => { // whatever is waited for ends with the process
      fault = `it has not answered for ${startMs / 1000} s`;
      signalProcess(process, "SIGKILL");
    }, startMs);
    const opened: ZmtpSocket[] = [];
    try {
      const sockets = await connectAll(process, connection, opened);
      const kernel = new Kernel(process, file, connection.key, sockets, stderr);
      const info = await kernel.#request("shell", "kernel_info_request", {});
      Object.assign(kernel, languageOf(info));
      await kernel.#endWithParent();
      return kernel;
    } catch (error) {
      signalProcess(process, "SIGKILL");
      await process.status;
      await closeAll(opened);
      await Deno.remove(file);
      throw new KernelDied(`Cannot start the kernel: ${[fault ?? error, ...stderr].join("\n")}`);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Runs `code` as one cell. All its outputs have been handed to `onOutput`, in order, when the promise resolves.
   *
   * @throws {KernelDied} if the process ends meanwhile
   */
  async execute(code: string, onOutput: (output: OutputMessage) => void): Promise<Reply> {
    const barrier = crypto.randomUUID();
    const { promise: drained, resolve } = Promise.withResolvers<void>();
    const listener = (message: Message) => {
      if (message.type === BARRIER && (message.content as { id: string }).id === barrier) resolve();
      else if (isOutput(message)) onOutput(message);
    };
    this.#listeners.add(listener);
    try {
      const reply = await this.#request("shell", "execute_request", executeRequest(code));
      // Kernels of Deno 2.8 and later answer before their queue of outputs is empty. A word of our own goes through that
      // queue last: when it has come, everything has.
      await this.#request("shell", "execute_request", {
        ...executeRequest(`void Deno.jupyter.broadcast("${BARRIER}", { id: "${barrier}" })`),
        silent: true,
      });
      await Promise.race([drained, this.#died]);
      return reply;
    } finally {
      this.#listeners.delete(listener);
    }
  }

  /** Sends what Ctrl-C sends. A kernel that imported the kit aborts the work under way; a bare one ends. */
  interrupt(): void {
    signalProcess(this.process, "SIGINT");
  }

  /** Ends the kernel: politely, and after three seconds without mercy. Harmless when it has ended. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => this.kill(), STOP_MS);
    await this.#request("control", "shutdown_request", { restart: false }).catch(() => {});
    await this.process.status;
    clearTimeout(timer);
    await closeAll(Object.values(this.sockets));
    await Deno.remove(this.file).catch(() => {}); // gone if this is the second call
  }

  /** Ends the kernel at once, whatever it does. */
  kill(): void {
    signalProcess(this.process, "SIGKILL");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #request(socket: "shell" | "control", type: string, content: unknown): Promise<Reply> {
    const id = crypto.randomUUID();
    const reply = new Promise<Reply>((resolve) => this.#replies.set(id, resolve));
    const frames = encodeMessage({ id, type, content }, this.#session, this.key);
    await this.sockets[socket].send(frames).catch(() => {}); // a closed socket: the kernel died
    return await Promise.race([reply, this.#died]);
  }

  /** Lets the kernel end itself when this process is killed, even in the middle of an endless loop. */
  async #endWithParent(): Promise<void> {
    const watch = `setInterval(() => {
      if (Deno.ppid === ${Deno.pid}) return;
      try { Deno.removeSync(${JSON.stringify(this.file)}); }
      finally { Deno.kill(Deno.pid, "SIGKILL"); }
    }, 1000)`;
    const url = `data:application/javascript,${encodeURIComponent(watch)}`;
    await this.#request("shell", "execute_request", {
      ...executeRequest(`void new Worker(${JSON.stringify(url)}, { type: "module" })`),
      silent: true,
    });
  }
}

function executeRequest(code: string): Record<string, unknown> {
  return {
    code,
    silent: false,
    store_history: true,
    user_expressions: {},
    allow_stdin: false,
    stop_on_error: true,
  };
}

/** Hands over every message until the connection closes. */
async function pump(socket: ZmtpSocket, handle: (message: Message) => void): Promise<void> {
  try {
    while (true) handle(decodeMessage(await socket.receive()));
  } catch (error) {
    if (error instanceof SyntaxError) throw error; // not a message: our own mistake
  }
}

function spawn({ cwd, env = {}, deno = Deno.execPath() }: KernelOptions, connectionFile: string) {
  return new Deno.Command(deno, {
    args: ["jupyter", "-q", "--kernel", "--conn", connectionFile],
    cwd,
    env: {
      NO_COLOR: "1", // values would carry terminal codes
      DENO_NO_UPDATE_CHECK: "1",
      // Behind a proxy with its own certificates, imports need those of the system.
      DENO_TLS_CA_STORE: Deno.env.get("DENO_TLS_CA_STORE") ?? "system,mozilla",
      ...env,
    },
    stdin: "null",
    stdout: "null", // what cells print comes as messages
    stderr: "piped",
  }).spawn();
}

function signalProcess(process: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    process.kill(signal);
  } catch {
    // it has ended by itself
  }
}

async function keepLastLines(stream: ReadableStream<Uint8Array>, kept: string[]): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    kept.push(...text.split("\n").filter((line) => line.trim() !== ""));
    kept.splice(0, Math.max(0, kept.length - STDERR_LINES));
  }
}

function languageOf(info: object): Pick<Kernel, "languageInfo"> {
  if (!("language_info" in info)) return {};
  return { languageInfo: info.language_info as Readonly<Record<string, unknown>> };
}
