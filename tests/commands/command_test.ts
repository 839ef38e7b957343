import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  defineCommand,
  integerOption,
  parseInput,
  renderHelp,
  renderRows,
} from "../../src/commands/command.ts";
import { UsageError } from "../../src/core/errors.ts";

const command = defineCommand({
  name: "brew",
  summary: "Brews tea",
  synopsis: "[leaf...] [options]",
  options: {
    minutes: { type: "string", value: "N", about: "how long" },
    milk: { type: "boolean", about: "with milk" },
  },
  takesWords: true,
  moreOptions: (args) => args.includes("green") ? { rinse: { type: "boolean", about: "" } } : {},
  run: () => Promise.resolve(0),
});

Deno.test("parseInput() reads options and words", () => {
  const { values, positionals } = parseInput(command, ["assam", "--minutes", "3", "--milk"]);
  assertEquals({ ...values }, { minutes: "3", milk: true });
  assertEquals(positionals, ["assam"]);
});

Deno.test("parseInput() knows the options that depend on what else was typed", () => {
  assertEquals(parseInput(command, ["green", "--rinse"]).values.rinse, true);
  assertThrows(() => parseInput(command, ["assam", "--rinse"]), UsageError, "--rinse");
});

Deno.test("parseInput() refuses an unknown option with the nearest one", () => {
  assertThrows(
    () => parseInput(command, ["--minuts", "3"]),
    UsageError,
    'Cannot find option "--minuts" of "brew": known are --minutes, --milk, --debug, --help; ' +
      'did you mean "--minutes"',
  );
});

Deno.test("parseInput() refuses an option without its value, and words too many", () => {
  assertThrows(() => parseInput(command, ["--minutes"]), UsageError, "brew");
  const strict = { ...command, takesWords: false };
  assertThrows(() => parseInput(strict, ["assam"]), UsageError, '"brew" takes only options');
});

Deno.test("parseInput() says how a value is given, and reads a negative number as the value it is", () => {
  for (const args of [["--minutes"], ["--minutes", "-x"], ["--minutes", "--milk"]]) {
    assertThrows(
      () => parseInput(command, args),
      UsageError,
      'Cannot use --minutes of "brew" without a value: write --minutes=VALUE',
    );
  }
  assertEquals(parseInput(command, ["--minutes", "-1"]).values.minutes, "-1");
  assertThrows(() => parseInput(command, ["--milk", "-1"]), UsageError);
});

Deno.test("parseInput() gathers an option that may be given more than once", () => {
  const leaves = {
    ...command,
    options: { leaf: { type: "string", multiple: true, about: "" } } as const,
  };
  assertEquals(parseInput(leaves, ["--leaf", "a", "--leaf=b"]).values.leaf as unknown, ["a", "b"]);
});

Deno.test("renderHelp() shows usage and every option", () => {
  const help = renderHelp(command, ["green"]);
  assertStringIncludes(help, "Usage: deno task brew [leaf...] [options]");
  for (const part of ["--minutes N", "how long", "--milk", "--rinse", "--help"]) {
    assertStringIncludes(help, part);
  }
});

Deno.test("renderRows() breaks what is wider than the terminal within its own column", () => {
  const rows = [["--milk", "with milk, hot or cold"], ["--minutes N", "how long"]] as const;
  assertEquals(
    renderRows(rows, 30),
    [
      "  --milk       with milk, hot",
      "               or cold",
      "  --minutes N  how long",
    ].join("\n"),
  );
});

Deno.test("integerOption() takes whole numbers from the least one on", () => {
  assertEquals(integerOption("n", "3", 1), 3);
  assertEquals(integerOption("n", undefined, 1), undefined);
  for (const text of ["0", "1.5", "x", "", "-1", "1e99"]) {
    assertThrows(() => integerOption("n", text, 1), UsageError, `current value is "${text}"`);
  }
});
