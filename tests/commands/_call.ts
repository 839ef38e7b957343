/**
 * The command line, called within a test.
 *
 * @module
 */
import { main } from "../../src/cli.ts";

/** What a call left. */
export interface Called {
  /** The exit code. */
  readonly code: number;
  /** Standard output. */
  readonly out: string;
  /** Standard error. */
  readonly err: string;
}

/** Calls the command line in this process. */
export async function call(...args: string[]): Promise<Called> {
  const { log, error } = console;
  let out = "", err = "";
  console.log = (line: string) => void (out += line + "\n");
  console.error = (line: unknown) => void (err += `${line}\n`);
  try {
    return { code: await main(args), out, err };
  } finally {
    Object.assign(console, { log, error });
  }
}
