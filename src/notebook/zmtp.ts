/**
 * Sockets of the ZeroMQ Message Transport Protocol, as far as a client of a Jupyter kernel needs them:
 * ZMTP 3.0 over TCP without encryption, socket types DEALER (requests) and SUB (broadcasts).
 *
 * Source: https://rfc.zeromq.org/spec/23
 *
 * @module
 */

const utf8 = new TextEncoder();

const MORE = 1; // another frame of this message follows
const LONG = 2; // the size takes eight bytes, not one
const COMMAND = 4; // a word between the sockets, not for the caller

const GREETING_BYTES = 64;
const SUBSCRIBE_TO_ALL = Uint8Array.of(1); // 1 = subscribe, then the (empty) prefix of wanted messages

/** Joins byte strings. */
function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** The first bytes on the wire: signature, version 3.0, mechanism NULL. */
function greeting(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(GREETING_BYTES);
  bytes[0] = 0xff;
  bytes[9] = 0x7f;
  bytes[10] = 3;
  bytes.set(utf8.encode("NULL"), 12);
  return bytes;
}

/** The command that tells the peer which type of socket it talks to. */
function ready(type: string): Uint8Array {
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, type.length);
  const property = "Socket-Type";
  return concat([
    Uint8Array.of(5),
    utf8.encode("READY"),
    Uint8Array.of(property.length),
    utf8.encode(property),
    size,
    utf8.encode(type),
  ]);
}

/**
 * Renders one frame: flags, size, body.
 *
 * @param flags sum of 1 (more frames follow) and 4 (a command); the bit for long bodies is added here
 */
export function encodeFrame(body: Uint8Array, flags: number): Uint8Array<ArrayBuffer> {
  if (body.length < 256) return concat([Uint8Array.of(flags, body.length), body]);
  const head = new Uint8Array(9);
  head[0] = flags | LONG;
  new DataView(head.buffer).setBigUint64(1, BigInt(body.length));
  return concat([head, body]);
}

/** One end of a ZMTP connection. */
export class ZmtpSocket {
  #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBufferLike>>;
  #unread: Uint8Array = new Uint8Array(0);

  private constructor(connection: Deno.TcpConn) {
    this.#reader = connection.readable.getReader();
    this.#writer = connection.writable.getWriter();
  }

  /**
   * Connects and shakes hands; a SUB socket subscribes to every message.
   *
   * @throws {Deno.errors.ConnectionRefused} if nobody listens there (yet)
   */
  static async connect(
    address: { hostname: string; port: number },
    type: "DEALER" | "SUB",
  ): Promise<ZmtpSocket> {
    const connection = await Deno.connect(address);
    connection.setNoDelay(true);
    const socket = new ZmtpSocket(connection);
    try {
      await socket.#shakeHands(type);
      return socket;
    } catch (error) {
      await socket.close();
      throw error;
    }
  }

  async #shakeHands(type: "DEALER" | "SUB"): Promise<void> {
    await this.#writer.write(greeting());
    await this.#read(GREETING_BYTES);
    await this.#writer.write(encodeFrame(ready(type), COMMAND));
    await this.#readFrame(); // the peer's own READY
    if (type === "SUB") await this.send([SUBSCRIBE_TO_ALL]);
  }

  /** Sends one message; messages of overlapping calls never mix. */
  async send(frames: readonly Uint8Array[]): Promise<void> {
    const last = frames.length - 1;
    await this.#writer.write(
      concat(frames.map((body, i) => encodeFrame(body, i < last ? MORE : 0))),
    );
  }

  /**
   * Waits for the next message and returns its frames. One call at a time.
   *
   * @throws {Deno.errors.UnexpectedEof} if the peer closes the connection
   */
  async receive(): Promise<Uint8Array[]> {
    const frames: Uint8Array[] = [];
    while (true) {
      const { body, flags } = await this.#readFrame();
      if (flags & COMMAND) continue;
      frames.push(body);
      if (!(flags & MORE)) return frames;
    }
  }

  /** Closes the connection; a waiting `receive` rejects. */
  async close(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
    await this.#writer.close().catch(() => {});
  }

  async #readFrame(): Promise<{ body: Uint8Array; flags: number }> {
    const flags = (await this.#read(1))[0]!;
    const size = flags & LONG
      ? Number(new DataView((await this.#read(8)).buffer).getBigUint64(0))
      : (await this.#read(1))[0]!;
    return { body: await this.#read(size), flags };
  }

  async #read(size: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(size);
    for (let filled = 0; filled < size;) {
      if (this.#unread.length === 0) {
        const { value, done } = await this.#reader.read();
        if (done) throw new Deno.errors.UnexpectedEof("The peer closed the connection");
        this.#unread = value;
      }
      const part = this.#unread.subarray(0, size - filled);
      bytes.set(part, filled);
      filled += part.length;
      this.#unread = this.#unread.subarray(part.length);
    }
    return bytes;
  }
}
