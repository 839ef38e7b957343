/**
 * JSON files of strangers that must hold an object.
 *
 * @module
 */
import { unreadable } from "./position.ts";

/**
 * Reads a file that holds an object.
 *
 * @throws {UsageError} if it cannot be read, or holds anything else
 */
export async function readObject(path: string): Promise<Record<string, unknown>> {
  const text = await Deno.readTextFile(path).catch((error: Error) => {
    throw unreadable(path, error.message);
  });
  try {
    const value = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // told below
  }
  throw unreadable(path, "it must hold a JSON object");
}
