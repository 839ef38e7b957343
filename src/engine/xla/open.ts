/**
 * Opening a plugin so that it is never unloaded.
 *
 * @module
 */
import { pin } from "../pin.ts";

const SYMBOLS = { GetPjrtApi: { parameters: [], result: "pointer" } } as const;

/**
 * Opens a plugin for as long as the process lives; see `pin.ts`.
 *
 * @throws {Error} if the file cannot be opened or is no plugin
 */
export function openForever(path: string): Deno.DynamicLibrary<typeof SYMBOLS>["symbols"] {
  const { symbols } = Deno.dlopen(path, SYMBOLS);
  pin(path);
  return symbols;
}
