/**
 * The Pythons of this machine, which are asked and never imported from.
 *
 * @module
 */
import { join } from "node:path";

/** Python programs to try, best first. */
export function pythonPrograms(): string[] {
  const venv = Deno.env.get("VIRTUAL_ENV");
  return [...(venv ? [join(venv, "bin", "python")] : []), "python3", "python"];
}

/** What a Python prints as JSON; undefined: there is no such program, or it prints none. */
export async function askPython(program: string, code: string): Promise<unknown> {
  try {
    const { stdout } = await new Deno.Command(program, {
      args: ["-I", "-c", code],
      stdin: "null",
      stderr: "null",
    }).output();
    return JSON.parse(new TextDecoder().decode(stdout));
  } catch {
    return undefined;
  }
}
