/**
 * Printing in a kernel: everything that a cell writes, by whatever means, in the order in which it was written.
 *
 * @module
 */
import process from "node:process";
import { newConsole } from "./_deno_kernel.ts";

type Stream = "stdout" | "stderr";

/** Text that follows other text sooner than this waits for more. */
const BURST_MS = 50;

/**
 * Text on its way to the notebook. A burst of writes goes as one message: a front end that gets thousands a second
 * drops some.
 */
class PrintQueue {
  #name: Stream = "stdout";
  #text = "";
  #sentAt = -Infinity;

  /** @param send sends a message to the notebook */
  constructor(private readonly send: typeof Deno.jupyter.broadcast) {}

  /** Shows text: at once, or within a burst when the burst or the running code pauses. */
  add(name: Stream, text: string): void {
    if (name !== this.#name) this.flush();
    if (this.#text === "") queueMicrotask(() => this.flush());
    this.#name = name;
    this.#text += text;
    if (performance.now() - this.#sentAt > BURST_MS) this.flush();
  }

  /** Shows at once what waits. */
  flush(): void {
    if (this.#text === "") return;
    const content = { name: this.#name, text: this.#text };
    this.#text = "";
    this.#sentAt = performance.now();
    this.send("stream", content);
  }
}

/** Sends what `console`, `Deno.stdout`, `Deno.stderr` and their Node twins write the way that values and displays go. */
export function sendPrintsInOrder(): void {
  const { broadcast } = Deno.jupyter;
  const queue = new PrintQueue(broadcast);
  Object.assign(Deno.jupyter, {
    broadcast: (...message: Parameters<typeof broadcast>) => {
      queue.flush();
      return broadcast(...message);
    },
  });
  replaceConsole(queue);
  replaceWriters(queue, "stdout");
  replaceWriters(queue, "stderr");
}

function replaceConsole(queue: PrintQueue): void {
  const ordered = newConsole((text, level) => queue.add(level > 1 ? "stderr" : "stdout", text));
  const methods = Object.entries(ordered ?? {}).filter(([name, value]) =>
    typeof value === "function" && name in console
  );
  Object.assign(console, Object.fromEntries(methods));
}

function replaceWriters(queue: PrintQueue, name: Stream): void {
  const decoder = new TextDecoder();
  const writeSync = (bytes: Uint8Array) => {
    queue.add(name, decoder.decode(bytes, { stream: true }));
    return bytes.length;
  };
  Object.assign(Deno[name], {
    writeSync,
    write: (bytes: Uint8Array) => Promise.resolve(writeSync(bytes)),
  });
  type Done = () => void;
  const write = (chunk: string | Uint8Array, encoding?: string | Done, done?: Done): boolean => {
    queue.add(name, typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }));
    (typeof encoding === "function" ? encoding : done)?.();
    return true;
  };
  Object.assign(process[name], { write });
}
