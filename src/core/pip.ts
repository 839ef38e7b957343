/**
 * pip, for what comes in a wheel: it knows the mirror, proxy and certificates of the machine.
 *
 * @module
 */

/**
 * Runs pip.
 *
 * @param folder for what pip puts down on the way: `/tmp` need not be large
 * @param stdout where its progress goes
 * @returns why it failed, in half a sentence; undefined if it did not
 */
export async function runPip(
  args: readonly string[],
  folder: string,
  stdout: "inherit" | "null" = "null",
): Promise<string | undefined> {
  const python = await findPython();
  if (python === undefined) return '"python3 -m pip" does not run: install Python 3 with pip';
  const { success, stderr } = await new Deno.Command(python, {
    args: ["-m", "pip", ...args],
    env: { TMPDIR: folder, PIP_DISABLE_PIP_VERSION_CHECK: "1" },
    stdin: "null",
    stdout,
    stderr: "piped",
  }).output();
  return success ? undefined : pipReason(new TextDecoder().decode(stderr));
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
  if (/No space left|ENOSPC/i.test(stderr)) return "the disk is full: free some space";
  if (/NewConnectionError|name resolution|unreachable|timed? ?out|Max retries/i.test(stderr)) {
    return "pip cannot reach its package index: check the network or the proxy";
  }
  const lines = stderr.split("\n").filter((line) => /ERROR/.test(line));
  const last = lines.at(-1)?.replace(/^ERROR:\s*/, "").trim();
  return `pip failed${last ? ` with "${last}"` : ""}`;
}
