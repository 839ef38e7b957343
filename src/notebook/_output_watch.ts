/**
 * A kernel that listens to its own output socket, to know when its outputs are on their way.
 *
 * @module
 */
import { decodeMessage } from "./message.ts";
import { ZmtpSocket } from "./zmtp.ts";

/** Tells when everything shown so far has been sent. */
export interface OutputWatch {
  /** Resolves to true once all earlier outputs are sent, to false after `limitMs`. */
  drained(limitMs: number): Promise<boolean>;
}

/** Starts to watch the kernel that runs this code; resolves to nothing where that is impossible. */
export async function watchOutputs(): Promise<OutputWatch | undefined> {
  try {
    const file = await connectionFile();
    if (file === undefined) return undefined;
    const { ip, iopub_port } = JSON.parse(await Deno.readTextFile(file));
    const watch = new Watch(await ZmtpSocket.connect({ hostname: ip, port: iopub_port }, "SUB"));
    for (let attempt = 0; attempt < 40; attempt++) {
      if (await watch.drained(50)) return watch; // the kernel may add a new subscriber a moment late
    }
  } catch {
    // another transport, or a platform that does not tell the arguments of a process
  }
  return undefined;
}

/** The kernel's own `--conn` argument: `Deno.args` is empty in a kernel. */
async function connectionFile(): Promise<string | undefined> {
  const args = Deno.build.os === "linux"
    ? (await Deno.readTextFile("/proc/self/cmdline")).split("\0")
    : await argumentsByPs();
  const at = args.indexOf("--conn");
  return at < 0 ? undefined : args[at + 1];
}

async function argumentsByPs(): Promise<string[]> {
  const ps = new Deno.Command("ps", { args: ["-o", "command=", "-p", `${Deno.pid}`] });
  const line = new TextDecoder().decode((await ps.output()).stdout).trim();
  const file = line.match(/--conn (.*\.json)/)?.[1]; // the path may have spaces ("Application Support")
  return file === undefined ? [] : ["--conn", file];
}

/** Sends a mark through the queue of outputs and waits until it arrives. */
class Watch implements OutputWatch {
  #waiting = new Map<string, () => void>();

  constructor(socket: ZmtpSocket) {
    this.#listen(socket);
  }

  drained(limitMs: number): Promise<boolean> {
    const mark = crypto.randomUUID();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => {
      this.#waiting.delete(mark);
      resolve(false);
    }, limitMs);
    this.#waiting.set(mark, () => {
      clearTimeout(timer);
      resolve(true);
    });
    // A status is the one message that every front end takes without showing or logging anything.
    const content = { execution_state: "busy", [MARK]: mark };
    Deno.jupyter.broadcast("status", content);
    return promise;
  }

  async #listen(socket: ZmtpSocket): Promise<void> {
    try {
      while (true) {
        const { type, content } = decodeMessage(await socket.receive());
        const mark = type === "status" && (content as Record<string, string>)[MARK];
        if (!mark) continue;
        this.#waiting.get(mark)?.();
        this.#waiting.delete(mark);
      }
    } catch {
      for (const resolve of this.#waiting.values()) resolve(); // the kernel is going away
    }
  }
}

const MARK = "kit_mark";
