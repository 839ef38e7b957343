import { assertEquals, assertRejects } from "@std/assert";
import { encodeFrame, ZmtpSocket } from "../../src/notebook/zmtp.ts";

/** A peer that greets as ZeroMQ does, then sends `bytes` and closes. */
function peer(bytes: Uint8Array): { port: number; received: Promise<number[]> } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serve = async () => {
    using connection = await listener.accept();
    listener.close();
    const greeting = new Uint8Array(64);
    greeting.set([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3]);
    const ready = encodeFrame(new TextEncoder().encode("\x05READY"), 4);
    for (const part of [greeting, ready, bytes]) await connection.write(part);
    const received: number[] = [];
    const buffer = new Uint8Array(1024);
    const wanted = 64 + 2 + 28; // greeting, then READY of a SUB: "\x05READY", "\x0bSocket-Type", size, "SUB"
    while (received.length < wanted) {
      const size = await connection.read(buffer);
      if (size === null) break;
      received.push(...buffer.subarray(0, size));
    }
    return received;
  };
  return { port: listener.addr.port, received: serve() };
}

Deno.test("encodeFrame() takes one byte for sizes below 256 and eight from there on", () => {
  assertEquals([...encodeFrame(new Uint8Array(255), 1).subarray(0, 3)], [1, 255, 0]);
  const long = encodeFrame(new Uint8Array(256), 1);
  assertEquals([...long.subarray(0, 9)], [1 | 2, 0, 0, 0, 0, 0, 0, 1, 0]);
  assertEquals(long.length, 265);
});

Deno.test("ZmtpSocket.receive() joins the frames of a message and skips commands", async () => {
  const body = Uint8Array.from({ length: 300 }, (_, i) => i % 256);
  const bytes = [
    ...encodeFrame(Uint8Array.of(9), 4), // a command, such as a heartbeat
    ...encodeFrame(Uint8Array.of(7), 1),
    ...encodeFrame(body, 0),
    ...encodeFrame(Uint8Array.of(), 0),
  ];
  const { port, received } = peer(Uint8Array.from(bytes));
  const socket = await ZmtpSocket.connect({ hostname: "127.0.0.1", port }, "SUB");
  assertEquals(await socket.receive(), [Uint8Array.of(7), body]);
  assertEquals(await socket.receive(), [new Uint8Array(0)]);
  assertEquals((await received).slice(0, 11), [0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3]);
  await socket.close();
});

Deno.test("ZmtpSocket.receive() rejects when the peer closes in the middle of a frame", async () => {
  const { port, received } = peer(encodeFrame(new Uint8Array(10), 0).subarray(0, 5));
  const socket = await ZmtpSocket.connect({ hostname: "127.0.0.1", port }, "SUB");
  await received;
  await assertRejects(() => socket.receive(), Error);
  await socket.close();
});
