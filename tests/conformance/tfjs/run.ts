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
import { parseArgs } from "node:util";
import jasmineCore from "npm:jasmine-core@4.6.1";
import { tensorflow } from "../../../src/engine/tensorflow/mod.ts";
import { importTests } from "./bundle.ts";

/** Names of tests, and why they stand here. */
interface Group {
  readonly reason: string;
  readonly names: readonly string[];
}

/** Tests that do not pass, and why. */
interface Known {
  /** Fewest tests that must pass. */
  readonly leastPassed: number;
  /** What TF.js itself leaves out. */
  readonly skipped: readonly Group[];
  readonly failing: readonly Group[];
  /** What passes on some machines. */
  readonly varying: readonly Group[];
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

const outcome = await runTests((name) => only === undefined || name.includes(only));
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
  const { log, warn } = console;
  console.log = console.warn = () => {}; // tests of the debug mode print, others provoke warnings
  await importTests();
  await env.execute();
  Object.assign(console, { log, warn });
  return outcome;
}

/** What differs from `known.json`, in sentences. */
function compare({ passed, failed, skipped }: Outcome): string[] {
  const named = (groups: readonly Group[]) => groups.flatMap(({ names }) => names);
  const failing = new Set(named(known.failing));
  const varying = new Set(named(known.varying));
  const idle = new Set(named(known.skipped));
  const unexpected = [...failed].filter(([name]) => !failing.has(name) && !varying.has(name));
  return [
    ...unexpected.map(([name, message]) =>
      `Fails, and is not in known.json: ${name}\n  ${message}`
    ),
    ...[...failing].filter((name) => !failed.has(name))
      .map((name) => `Is in known.json as failing, and does not fail: ${name}`),
    ...skipped.filter((name) => !idle.has(name))
      .map((name) => `Is skipped, and is not in known.json: ${name}`),
    ...[...idle].filter((name) => !skipped.includes(name))
      .map((name) => `Is in known.json as skipped, and is not: ${name}`),
    ...passed.length < known.leastPassed
      ? [`Too few tests pass: ${passed.length} of at least ${known.leastPassed}`]
      : [],
  ];
}

function summary({ passed, failed, skipped }: Outcome): string {
  return `tfjs-core's tests: ${passed.length} pass, ${failed.size} fail, ${skipped.length} skipped`;
}
