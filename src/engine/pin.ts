/**
 * Native libraries that must outlive Deno's own handle.
 *
 * @module
 */

const RTLD_LAZY = 1;

/** What holds the loader's `dlopen`, the C library itself on newer systems. */
const LOADERS: Readonly<Record<string, readonly string[]>> = {
  linux: ["libdl.so.2", "libc.so.6"],
  darwin: ["libSystem.B.dylib"],
};

/**
 * Keeps an opened library for as long as the process lives.
 *
 * Deno unloads its libraries when the process ends, while the threads of TensorFlow or XLA still
 * run: a crash behind the last line of a program. A second handle that Deno does not know prevents
 * it.
 */
export function pin(path: string): void {
  for (const loader of LOADERS[Deno.build.os] ?? []) {
    try {
      const library = Deno.dlopen(loader, {
        dlopen: { parameters: ["buffer", "i32"], result: "pointer" },
      });
      library.symbols.dlopen(new TextEncoder().encode(`${path}\0`), RTLD_LAZY);
      library.close();
      return;
    } catch {
      continue; // not under that name
    }
  }
}
