/**
 * Whether starting the engine `tensorflow` would fetch its library: for a command that only looks.
 *
 * The engine's search ends with a download. Here it runs in a process that may not write, which Deno
 * sees to: all goes as it would, up to the folder that the download is for.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { LOCK_FILE } from "../core/paths.ts";
import { findTensorflow } from "../engine/tensorflow/library.ts";

const MAY = ["--allow-read", "--allow-env", "--allow-sys", "--allow-run", "--allow-ffi"];

/** Whether the library is nowhere on this machine, and can be fetched. */
export async function wouldFetchTensorflow(): Promise<boolean> {
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      `--lock=${LOCK_FILE}`,
      ...MAY,
      fileURLToPath(import.meta.url),
    ],
    stdin: "null",
    stdout: "null",
  }).output();
  return /Requires write access/.test(new TextDecoder().decode(stderr));
}

if (import.meta.main) await findTensorflow({ notice: () => {} });
