/**
 * Runs TF.js' own published test-suite on the `tensorflow` engine's binding.
 *
 * Which of its tests cannot pass, and why, stands in `known.json`. A failure that is not listed there
 * is an error, and so is a listed one that passes.
 *
 * ```sh
 * deno task test:tfjs                 # all, against known.json
 * deno task test:tfjs --only softmax  # those with that text in their names, with their messages
 * ```
 *
 * @module
 */
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import jasmineCore from "npm:jasmine-core@4.6.1";
import { tensorflow } from "../../../src/engine/tensorflow/mod.ts";
import { importTests } from "./bundle.ts";

/** Tests that are not run or cannot pass, and why. */
interface Known {
  /** By reason: parts of the names of tests that are not run. */
  readonly skipped: readonly { readonly reason: string; readonly parts: readonly string[] }[];
  /** By reason: names of tests that fail. */
  readonly failing: readonly { readonly reason: string; readonly names: readonly string[] }[];
  /** Fewest tests that must pass. */
  readonly leastPassed: number;
}

/** What became of the tests. */
interface Outcome {
  readonly passed: string[];
  readonly failed: Map<string, string>;
  readonly skipped: string[];
}

/** The part of jasmine that is used. */
interface Result {
  readonly fullName: string;
  readonly status: "passed" | "failed" | "pending" | "excluded";
  readonly failedExpectations: readonly { readonly message: string }[];
}
interface Jasmine {
  boot(core: unknown): Jasmine;
  getEnv(options: object): {
    configure(options: object): void;
    addReporter(reporter: object): void;
    execute(): Promise<unknown>;
  };
}

const { values: { only } } = parseArgs({ options: { only: { type: "string" } } });
const known: Known = JSON.parse(
  Deno.readTextFileSync(new URL("known.json", import.meta.url)),
);

const outcome = await runTests((name) =>
  only === undefined ? !isSkipped(name) : name.includes(only)
);
if (only === undefined) {
  const complaints = compare(outcome);
  console.log(summary(outcome));
  for (const complaint of complaints) console.log(complaint);
  Deno.exit(complaints.length === 0 ? 0 : 1);
} else {
  for (const [name, message] of outcome.failed) console.log(`${name}\n    ${message}`);
  console.log(summary(outcome));
  Deno.exit(outcome.failed.size === 0 ? 0 : 1);
}

/** Runs the tests whose names are chosen. */
async function runTests(isChosen: (name: string) => boolean): Promise<Outcome> {
  const core = jasmineCore as unknown as Jasmine;
  const jasmine = core.boot(core);
  (globalThis as Record<string, unknown>).jasmine ??= jasmine;
  await tensorflow.start({});
  const env = jasmine.getEnv({ suppressLoadErrors: true });
  const outcome: Outcome = { passed: [], failed: new Map(), skipped: [] };
  env.configure({
    random: false,
    specFilter: (spec: { getFullName(): string }) => isChosen(spec.getFullName()),
  });
  env.addReporter({
    specDone({ fullName, status, failedExpectations }: Result) {
      if (status === "passed") outcome.passed.push(fullName);
      else if (status === "failed") {
        outcome.failed.set(fullName, failedExpectations[0]?.message ?? "");
      } else outcome.skipped.push(fullName);
    },
  });
  silenceWarnings();
  await importTests();
  await env.execute();
  return outcome;
}

/** Hundreds of the tests provoke warnings on purpose. */
function silenceWarnings(): void {
  console.warn = () => {};
  const tf = createRequire(import.meta.url); // keeps node's own warnings apart
  void tf;
}

function isSkipped(name: string): boolean {
  return known.skipped.some(({ parts }) => parts.some((part) => name.includes(part)));
}

/** What differs from `known.json`, in sentences. */
function compare({ passed, failed, skipped }: Outcome): string[] {
  const listed = new Set(known.failing.flatMap(({ names }) => names));
  const unused = known.skipped.flatMap(({ parts }) => parts)
    .filter((part) => !skipped.some((name) => name.includes(part)));
  return [
    ...[...failed].filter(([name]) => !listed.has(name))
      .map(([name, message]) => `Fails, and is not in known.json: ${name}\n    ${message}`),
    ...[...listed].filter((name) => !failed.has(name))
      .map((name) => `Is in known.json as failing, and passes or is gone: ${name}`),
    ...unused.map((part) => `Is in known.json as skipped, and no test has it: ${part}`),
    ...passed.length < known.leastPassed
      ? [`Too few tests pass: ${passed.length} of at least ${known.leastPassed}`]
      : [],
  ];
}

function summary({ passed, failed, skipped }: Outcome): string {
  return `tfjs-core's tests: ${passed.length} pass, ${failed.size} fail, ${skipped.length} skipped`;
}
