/**
 * Opening libtensorflow without what it prints on the way.
 *
 * @module
 */
import { pin } from "../pin.ts";
import { SYMBOLS, type Symbols } from "./symbols.ts";

/** TensorFlow's own switch; C's getenv sees what Deno sets before the library is opened. */
const LOG_LEVEL = "TF_CPP_MIN_LOG_LEVEL";

/**
 * TensorFlow leaves oneDNN off on CPUs without AVX-512 VNNI, where its own kernels take twice as long
 * for a matrix product and lack others. On everywhere, the engine also computes the same everywhere.
 */
const ONEDNN = "TF_ENABLE_ONEDNN_OPTS";

const STDERR = 2;
const WRITE_ONLY = 1;

const LIBC: Readonly<Record<string, string>> = {
  linux: "libc.so.6",
  darwin: "libSystem.B.dylib",
};

/**
 * Opens a libtensorflow for as long as the process lives: it does not survive being unloaded.
 *
 * While it is opened stderr leads nowhere, as its static initialisers print lines that no log level
 * silences; a user who sets a log level sees everything.
 *
 * @throws {Error} if it cannot be opened or lacks a function
 */
export function openLibrary(path: string): Symbols {
  const open = () => {
    const { symbols } = Deno.dlopen(path, SYMBOLS);
    pin(path);
    return symbols;
  };
  if (!Deno.env.has(ONEDNN)) Deno.env.set(ONEDNN, "1"); // stays: it is read at the first op
  if (Deno.env.has(LOG_LEVEL)) return open();
  Deno.env.set(LOG_LEVEL, "3");
  try {
    return withoutStderr(open);
  } finally {
    Deno.env.delete(LOG_LEVEL); // TensorFlow has read it: child processes choose for themselves
  }
}

function withoutStderr<T>(body: () => T): T {
  const { c, close } = openLibc();
  if (!c) return body();
  const nowhere = c.open(new TextEncoder().encode("/dev/null\0"), WRITE_ONLY);
  const before = c.dup(STDERR);
  c.dup2(nowhere, STDERR);
  try {
    return body();
  } finally {
    c.dup2(before, STDERR);
    for (const descriptor of [before, nowhere]) c.close(descriptor);
    close();
  }
}

function openLibc() {
  try {
    const library = Deno.dlopen(LIBC[Deno.build.os]!, {
      open: { parameters: ["buffer", "i32"], result: "i32" },
      dup: { parameters: ["i32"], result: "i32" },
      dup2: { parameters: ["i32", "i32"], result: "i32" },
      close: { parameters: ["i32"], result: "i32" },
    });
    return { c: library.symbols, close: () => library.close() };
  } catch {
    return { close() {} }; // another libc: let TensorFlow print
  }
}
