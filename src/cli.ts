/**
 * The command line: finds the command, and says in one sentence what went wrong.
 *
 * Results go to standard output, everything else to standard error. Exit codes: 0 all is well, 1
 * something failed, 2 the request cannot be served (wrong arguments or files, no engine, a folder
 * that cannot be written), 130 interrupted.
 *
 * @module
 */
import { type Command, parseInput, renderHelp, renderRows } from "./commands/command.ts";
import { EXIT_INTERRUPTED } from "./commands/interrupt.ts";
import { COMMANDS } from "./commands/mod.ts";
import { EngineUnavailable, NotCached, RunInterrupted, UsageError } from "./core/errors.ts";
import { lookUp } from "./core/registry.ts";
import { say } from "./lab/terminal.ts";

const HELP = ["--help", "-h"];

/** Runs a command and returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [name = "--help", ...rest] = args;
  try {
    if ([...HELP, "help"].includes(name)) {
      console.log(overview());
      return 0;
    }
    const command = lookUp<Command>(COMMANDS, name, "command");
    if (rest.some((word) => HELP.includes(word))) {
      console.log(renderHelp(command, rest));
      return 0;
    }
    return await command.run(parseInput(command, rest));
  } catch (error) {
    return report(error, rest.includes("--debug"));
  }
}

function overview(): string {
  const rows = Object.values(COMMANDS).map(({ name, summary }) => [name, summary] as const);
  return `Usage: deno task COMMAND [options]\n\n${renderRows(rows)}\n\n` +
    "For details, see deno task COMMAND --help\n";
}

const EXIT_CODES = [
  [UsageError, 2],
  [EngineUnavailable, 2],
  [NotCached, 2],
  [RunInterrupted, EXIT_INTERRUPTED],
] as const;

function report(error: unknown, debug: boolean): number {
  const code = EXIT_CODES.find(([kind]) => error instanceof kind)?.[1] ?? 1;
  if (debug) say(Deno.inspect(error));
  else say(error instanceof Error ? error.message : String(error));
  if (code === 1 && !debug) say("Run the command again with --debug to see the stack trace");
  return code;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
