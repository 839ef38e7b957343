/**
 * Snapshots as files of `tests/fixtures/report`: readable on their own, and by a reviewer's diff.
 *
 * After an intended change: `deno test -A tests/report -- --update`, then look at the difference.
 *
 * @module
 */
import { assertEquals } from "@std/assert";

const FOLDER = new URL("../fixtures/report/", import.meta.url);

/** Compares a text with its snapshot; `-- --update` writes it anew. */
export async function assertSnapshot(text: string, name: string): Promise<void> {
  const path = new URL(name, FOLDER);
  if (Deno.args.includes("--update")) {
    await Deno.mkdir(FOLDER, { recursive: true });
    await Deno.writeTextFile(path, text);
  }
  assertEquals(text, await Deno.readTextFile(path), `differs from tests/fixtures/report/${name}`);
}
