/**
 * The sockets between us and a kernel: where they are, and how they are opened.
 *
 * @module
 */
import { ZmtpSocket } from "./zmtp.ts";

const HOST = "127.0.0.1";

/** Ports of a kernel, and the key that signs messages. */
export interface Connection {
  readonly key: string;
  readonly ports: Readonly<Record<"shell" | "iopub" | "stdin" | "control" | "hb", number>>;
}

/** The sockets of which we have a use. */
export type Sockets = Readonly<Record<"shell" | "control" | "iopub", ZmtpSocket>>;

/** Five ports that were free a moment ago: the protocol wants the client to choose them. */
export function freeConnection(): Connection {
  const listeners = Array.from({ length: 5 }, () => Deno.listen({ hostname: HOST, port: 0 }));
  const [shell, iopub, stdin, control, hb] = listeners.map(({ addr }) => addr.port);
  for (const listener of listeners) listener.close();
  return {
    key: crypto.randomUUID(),
    ports: { shell: shell!, iopub: iopub!, stdin: stdin!, control: control!, hb: hb! },
  };
}

/** The file that tells a kernel where it must listen. */
export function connectionFile({ key, ports }: Connection): string {
  return JSON.stringify({
    transport: "tcp",
    ip: HOST,
    signature_scheme: "hmac-sha256",
    key,
    kernel_name: "deno",
    ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [`${name}_port`, port])),
  });
}

/** Connects to every port that is used; `opened` gets each socket as soon as it is there. */
export async function connectAll(
  process: Deno.ChildProcess,
  { ports }: Connection,
  opened: ZmtpSocket[],
): Promise<Sockets> {
  let alive = true;
  process.status.then(() => alive = false);
  const connect = async (port: number, type: "DEALER" | "SUB"): Promise<ZmtpSocket> => {
    while (true) {
      try {
        const socket = await ZmtpSocket.connect({ hostname: HOST, port }, type);
        opened.push(socket);
        return socket;
      } catch (error) {
        if (!alive) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };
  return {
    iopub: await connect(ports.iopub, "SUB"), // first, so that no output is missed
    shell: await connect(ports.shell, "DEALER"),
    control: await connect(ports.control, "DEALER"),
  };
}

/** Closes sockets, whether the kernel lives or not. */
export async function closeAll(sockets: readonly ZmtpSocket[]): Promise<void> {
  await Promise.all(sockets.map((socket) => socket.close()));
}
