/**
 * Opening a plugin so that it is never unloaded.
 *
 * @module
 */

const RTLD_LAZY = 1;

/** What holds the loader's `dlopen`, the C library itself on newer systems. */
const LOADERS: Readonly<Record<string, readonly string[]>> = {
  linux: ["libdl.so.2", "libc.so.6"],
  darwin: ["libSystem.B.dylib"],
};

const SYMBOLS = { GetPjrtApi: { parameters: [], result: "pointer" } } as const;

/**
 * Opens a plugin for as long as the process lives.
 *
 * Deno unloads its libraries when the process ends, while the plugin's threads still run: a crash
 * behind the last line of a program. A second handle that Deno does not know prevents it.
 *
 * @throws {Error} if the file cannot be opened or is no plugin
 */
export function openForever(path: string): Deno.DynamicLibrary<typeof SYMBOLS>["symbols"] {
  const { symbols } = Deno.dlopen(path, SYMBOLS);
  pin(path);
  return symbols;
}

function pin(path: string): void {
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
