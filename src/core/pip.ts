/**
 * pip, for what comes in a wheel: it knows the mirror, proxy and certificates of the machine.
 *
 * @module
 */
import { isDiskFull } from "./space.ts";

/**
 * Runs pip.
 *
 * @param folder for what pip puts down on the way: `/tmp` need not be large
 * @param progress whether its progress is shown, on standard error as all that is no result
 * @returns why it failed, in half a sentence; undefined if it did not
 */
export async function runPip(
  args: readonly string[],
  folder: string,
  progress = false,
): Promise<string | undefined> {
  const python = await findPython();
  if (python === undefined) return '"python3 -m pip" does not run: install Python 3 with pip';
  const child = new Deno.Command(python, {
    args: ["-m", "pip", ...args],
    env: { TMPDIR: folder, PIP_DISABLE_PIP_VERSION_CHECK: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const shown = progress ? Deno.stderr.writable : new WritableStream();
  const [{ success }, stderr] = await Promise.all([
    child.status,
    new Response(child.stderr).text(),
    child.stdout.pipeTo(shown, { preventClose: true }).catch(() => {}), // nobody looks any more
  ]);
  return success ? undefined : pipReason(stderr);
}

/** A Python that has pip. */
async function findPython(): Promise<string | undefined> {
  for (const program of ["python3", "python"]) if (await hasPip(program)) return program;
  return undefined;
}

async function hasPip(program: string): Promise<boolean> {
  const options: Deno.CommandOptions = {
    args: ["-m", "pip", "--version"],
    stdout: "null",
    stderr: "null",
  };
  try {
    return (await new Deno.Command(program, options).output()).success;
  } catch {
    return false; // no such program
  }
}

/** Turns what pip wrote to stderr into half a sentence. */
export function pipReason(stderr: string): string {
  if (isDiskFull(stderr)) return "the disk is full: free some space";
  if (/NewConnectionError|name resolution|unreachable|timed? ?out|Max retries/i.test(stderr)) {
    return "pip cannot reach its package index: check the network or the proxy";
  }
  const lines = stderr.split("\n").filter((line) => /ERROR/.test(line));
  const last = lines.at(-1)?.replace(/^ERROR:\s*/, "").trim();
  return `pip failed${last ? ` with "${last}"` : ""}`;
}
