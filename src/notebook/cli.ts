/**
 * The command `deno task notebooks`: executes the notebooks in place, through Deno's own kernel and without Python.
 *
 * Exit codes: 0 every notebook ran, 1 a notebook failed or (with `--check`) shows something else than its file, 2 wrong
 * arguments, 130 interrupted.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { basename, join } from "node:path";
import { RunInterrupted, UsageError } from "../core/errors.ts";
import { exists } from "../core/exists.ts";
import { NOTEBOOKS } from "../core/paths.ts";
import { didYouMean, lookUp } from "../core/registry.ts";
import { userPath } from "../core/user_path.ts";
import { EXPERIMENTS } from "../experiments/mod.ts";
import type { Experiment } from "../lab/experiment.ts";
import { showReport, StatusLine } from "./console.ts";
import { writeNotebook } from "./document.ts";
import { executeNotebooks } from "./execute.ts";
import { KernelDied } from "./kernel.ts";
import { checkTypes } from "./module.ts";
import { skeleton } from "./skeleton.ts";

const HELP = `Executes notebooks in place through Deno's Jupyter kernel; Python is not needed.

Usage: deno task notebooks [name...] [options]
       deno task notebooks --new NAME [--cost C]

  name            such as "superglue", "01_superglue" or a path to an .ipynb; default: all in notebooks/
  --timeout S     time limit per cell, in seconds; default: 7200
  --jobs N        number of notebooks to run in parallel; default: 1
  --check         type-check and run without writing; fail if outputs differ from the files (except times)
  --new NAME      write the notebook of the experiment NAME without running it
  --cost C        its time and memory by tier (default: a placeholder); write a backtick as \\\`, as \`deno task\` runs
                  what stands between two of them
  --help          show this help`;

const OPTIONS = {
  timeout: { type: "string", default: "7200" },
  jobs: { type: "string", default: "1" },
  check: { type: "boolean", default: false },
  new: { type: "string" },
  cost: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

const EXIT_CODES = [[KernelDied, 1], [UsageError, 2], [RunInterrupted, 130]] as const;

/** Runs the command and returns its exit code. */
export async function main(args: readonly string[], folder: string = NOTEBOOKS): Promise<number> {
  try {
    const { values, positionals } = parse(args);
    if (values.help) {
      console.log(HELP);
      return 0;
    }
    if (values.new !== undefined) return await writeNew(folder, values.new, values.cost);
    const paths = await findNotebooks(folder, positionals);
    const timeoutSeconds = positive("timeout", values.timeout);
    const jobs = count("jobs", values.jobs);
    return await execute(paths, { check: values.check, timeoutSeconds, jobs });
  } catch (error) {
    const code = EXIT_CODES.find(([kind]) => error instanceof kind)?.[1];
    if (code === undefined) throw error;
    console.error((error as Error).message);
    return code;
  }
}

async function execute(
  paths: readonly string[],
  options: { check: boolean; timeoutSeconds: number; jobs: number },
): Promise<number> {
  const complaints = options.check ? await checkTypes(paths) : "";
  if (complaints) {
    console.error(complaints);
    return 1;
  }
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
  for (const signal of signals) Deno.addSignalListener(signal, interrupt);
  const status = new StatusLine();
  try {
    const reports = await executeNotebooks(paths, {
      ...options,
      signal: interrupted.signal,
      onProgress: (progress) => status.show(progress),
      onReport: (report) => status.print(showReport(report)),
    });
    return reports.some(({ failure, changed }) => failure || changed.length > 0) ? 1 : 0;
  } finally {
    status.clear();
    for (const signal of signals) Deno.removeSignalListener(signal, interrupt);
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const unknown = (error as Error).message.match(/Unknown option '--?([^']+)'/)?.[1];
    throw new UsageError(
      unknown === undefined
        ? `Cannot read the arguments: ${(error as Error).message}`
        : `Cannot find option "--${unknown}": known are ${
          Object.keys(OPTIONS).map((name) => `--${name}`).join(", ")
        }${didYouMean(unknown, Object.keys(OPTIONS))}`,
    );
  }
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new UsageError(
    `Cannot use --${option} as it must be a number > 0: current value is "${text}"`,
  );
}

function count(option: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new UsageError(
    `Cannot use --${option} as it must be an integer >= 1: current value is "${text}"`,
  );
}

/**
 * Finds notebooks by path, file name, or file name without its number; no names: all, in order.
 *
 * @throws {UsageError} if a name is unknown
 */
export async function findNotebooks(folder: string, names: readonly string[]): Promise<string[]> {
  const stems: string[] = [];
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile && name.endsWith(".ipynb")) stems.push(basename(name, ".ipynb"));
  }
  stems.sort();
  if (names.length === 0) return stems.map((stem) => join(folder, `${stem}.ipynb`));
  return names.map((name) => {
    if (name.includes("/") || name.includes("\\")) return userPath(name);
    const wanted = basename(name, ".ipynb");
    const stem = stems.find((stem) => stem === wanted || withoutNumber(stem) === wanted);
    if (stem !== undefined) return join(folder, `${stem}.ipynb`);
    const known = stems.map(withoutNumber);
    throw new UsageError(
      `Cannot find notebook "${name}": known are ${known.join(", ")}${didYouMean(wanted, known)}`,
    );
  });
}

function withoutNumber(stem: string): string {
  return stem.replace(/^\d+_/, "");
}

async function writeNew(folder: string, name: string, cost = "(by tier)"): Promise<number> {
  const experiment = lookUp<Experiment>(EXPERIMENTS, name, "experiment");
  const path = join(folder, experiment.notebook);
  if (await exists(path)) {
    throw new UsageError(`Cannot write "${path}": a notebook is there already`);
  }
  await writeNotebook(path, skeleton(experiment, cost));
  console.error(`Wrote ${path}`);
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
