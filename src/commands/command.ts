/**
 * What a command of the command line is, how its arguments are read and its help is written.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { UsageError } from "../core/errors.ts";
import { didYouMean } from "../core/registry.ts";
import { wrap } from "../core/wrap.ts";

/** One option of a command. */
export interface Option {
  readonly type: "string" | "boolean";
  /** Whether it may be given more than once: the values are a list. */
  readonly multiple?: true;
  /** Placeholder of the value in the help: `N`, `DIR`. */
  readonly value?: string;
  readonly about: string;
}

/** Options by name, as they are typed without the dashes. */
export type Options = Readonly<Record<string, Option>>;

/** The values that were given, by name of the option. */
export type Values<O extends Options> = {
  readonly [K in keyof O]?: O[K] extends { readonly multiple: true } ? readonly string[]
    : O[K]["type"] extends "string" ? string
    : O[K]["type"] extends "boolean" ? boolean
    : string | boolean;
};

/** What was typed after the name of a command. */
export interface Input<O extends Options> {
  readonly values: Values<O>;
  readonly positionals: readonly string[];
}

/** One command; a file of this folder each. */
export interface Command<O extends Options = Options> {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the name in the help: `[experiment...] [options]`. */
  readonly synopsis: string;
  readonly options: O;
  /** Whether words without dashes may follow. */
  readonly takesWords?: boolean;
  /** Lines at the end of the help: examples, exit codes. */
  readonly notes?: readonly string[];
  /** Options that depend on what else was typed, as the numbers of a method do. */
  moreOptions?(args: readonly string[]): Options;
  /** Carries the command out and returns the exit code. */
  run(input: Input<O>): Promise<number>;
}

/** Options that every command has. */
const COMMON: Options = {
  debug: { type: "boolean", about: "show stack traces and the output of workers" },
  help: { type: "boolean", about: "show this help" },
};

/** Checks where it is written that a command is complete, and returns it. */
export function defineCommand<const O extends Options>(command: Command<O>): Command {
  return command as unknown as Command; // the values are read by the very options
}

/** All options of a command. */
function optionsOf(command: Command, args: readonly string[]): Options {
  return { ...command.options, ...command.moreOptions?.(args), ...COMMON };
}

/**
 * Reads the arguments of a command.
 *
 * @throws {UsageError} if an option is unknown, or lacks its value, or there are words too many
 */
export function parseInput(command: Command, args: readonly string[]): Input<Options> {
  const options = optionsOf(command, args);
  try {
    const { values, positionals } = parseArgs({
      args: joinNegative(options, args),
      options: Object.fromEntries(
        Object.entries(options).map(([name, { type, multiple }]) => [
          name,
          { type, multiple: multiple ?? false },
        ]),
      ),
      allowPositionals: command.takesWords ?? false,
    });
    return { values: values as Values<Options>, positionals };
  } catch (cause) {
    throw new UsageError(explain(command, options, cause as Error), { cause });
  }
}

/** Writes `--steps -1` as `--steps=-1`: whoever reads the option knows better what is wrong with it. */
function joinNegative(options: Options, args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const before = joined.at(-1) ?? "";
    const takesValue = before.startsWith("--") && options[before.slice(2)]?.type === "string";
    if (takesValue && /^-\.?\d/.test(arg)) joined.push(`${joined.pop()}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}

function explain(command: Command, options: Options, { message }: Error): string {
  const names = Object.keys(options);
  const unknown = message.match(/Unknown option '--?([^']+)'/)?.[1];
  if (unknown !== undefined) {
    return `Cannot find option "--${unknown}" of "${command.name}": known are ${
      names.map((name) => `--${name}`).join(", ")
    }${didYouMean(unknown, names).replace('mean "', 'mean "--')}`;
  }
  const word = message.match(/Unexpected argument '([^']+)'/)?.[1];
  if (word !== undefined) return `Cannot use "${word}": "${command.name}" takes only options`;
  const lacking = message.match(/Option '--([^' ]+).*(argument missing|is ambiguous)/)?.[1];
  if (lacking !== undefined) {
    return `Cannot use --${lacking} of "${command.name}" without a value: write ` +
      `--${lacking}=VALUE if the value begins with a dash`;
  }
  return `Cannot read the arguments of "${command.name}": ${message.split("\n")[0]}`;
}

/** The help of a command. */
export function renderHelp(command: Command, args: readonly string[] = []): string {
  const rows = Object.entries(optionsOf(command, args)).map(([name, { value, about }]) =>
    [`--${name}${value === undefined ? "" : ` ${value}`}`, about] as const
  );
  return [
    `${command.summary}.`,
    wrap(`Usage: deno task ${command.name} ${command.synopsis}`, outputColumns(), 2).join("\n"),
    renderRows(rows),
    ...(command.notes === undefined ? [] : [command.notes.join("\n")]),
  ].join("\n\n") + "\n";
}

/** Width of the terminal; a pipe has none, so that whoever searches it finds whole lines. */
function outputColumns(): number {
  return Deno.stdout.isTerminal() ? Deno.consoleSize().columns : Infinity;
}

/**
 * Two columns, the first as wide as its longest word.
 *
 * @param columns width at which the second one breaks into lines
 */
export function renderRows(
  rows: readonly (readonly [string, string])[],
  columns: number = outputColumns(),
): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.flatMap(([left, right]) =>
    wrap(`  ${left.padEnd(width)}  ${right}`.trimEnd(), columns, width + 4)
  ).join("\n");
}

/** Reads a whole number of an option; undefined if the option was not given. */
export function integerOption(
  name: string,
  text: string | undefined,
  least: number,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least && text.trim() !== "") return value;
  throw new UsageError(
    `Cannot use --${name} as it must be an integer >= ${least}: current value is "${text}"`,
  );
}

/**
 * Reads an option that cannot be left out.
 *
 * @throws {UsageError} if it was
 */
export function required(command: string, name: string, value: string | undefined): string {
  if (value !== undefined && value !== "") return value;
  throw new UsageError(
    `Cannot ${command} without --${name}: see deno task ${command} --help`,
  );
}
