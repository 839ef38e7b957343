/**
 * `deno task prepare`: makes rows of one's own out of a table, or a data set of the Hub.
 *
 * @module
 */
import { prepare as prepareFile } from "../api/prepare.ts";
import { isFileSync } from "../core/exists.ts";
import { given } from "../core/given.ts";
import { userPath } from "../core/user_path.ts";
import { say } from "../lab/terminal.ts";
import { describeSource } from "../prepare/overview.ts";
import { checkNamed, openSources } from "../prepare/sources.ts";
import { readSplitNames } from "../prepare/split_names.ts";
import type { TableOptions } from "../prepare/table.ts";
import { defineCommand, integerOption, required } from "./command.ts";
import { withInterrupt } from "./interrupt.ts";

/** Most characters of an example. */
const MOST_SHOWN = 300;

/** The command. */
export const prepare = defineCommand({
  name: "prepare",
  summary: "Makes a JSONL file of inputs and targets from a table or a Hub dataset",
  synopsis: "SOURCE... --input TEMPLATE --target TEMPLATE --out FILE.jsonl [options]",
  takesWords: true,
  options: {
    input: { type: "string", value: "TEMPLATE", about: "the input, such as 'review: {text}'" },
    target: { type: "string", value: "TEMPLATE", about: "the target, such as '{label}'" },
    labels: {
      type: "string",
      value: "NAMES",
      about:
        "texts for the values 0, 1, ... of the target's column, such as negative,positive, or " +
        "for values that you name: 0=negative,4=positive; a text may be a {column}",
    },
    choices: {
      type: "boolean",
      about:
        "write the candidate answers into each row; by default only if --labels has a {column}",
    },
    group: {
      type: "string",
      value: "TEMPLATE",
      about: "rows with the same text stay in one split, such as '{passage_id}'",
    },
    split: {
      type: "string",
      multiple: true,
      value: "SPLIT",
      about: "'{column}' that names the split of a row, or for example dev=validation_matched; " +
        "may be repeated",
    },
    limit: { type: "string", value: "N", about: "at most N rows of a split, drawn always alike" },
    columns: {
      type: "string",
      value: "NAMES",
      about: "names of the columns of a CSV or TSV file whose first line has none, such as id,text",
    },
    "literal-quotes": {
      type: "boolean",
      about: "quotes in CSV and TSV files are part of the text, as in GLUE's TSV files",
    },
    out: { type: "string", value: "FILE.jsonl", about: "the new file" },
  },
  notes: [
    "SOURCE is a .csv, .tsv, .json, .jsonl or .parquet file, of one split if written as dev=FILE, or a",
    "dataset of the Hub, org/name:config@revision (config and revision optional). Without --input and",
    "--target, its columns are shown, with a command to begin with.",
    "Templates: {column}; {column.part} of an object, {column.0} of a list; {{ and }} for braces. Integers",
    "with class names in the dataset are written as these names. Rows without an input or a target are",
    "left out, as are splits without any label. With train and only one other split, that one is used as",
    "test, and a tenth of train as dev; with one split alone, `train` and `compare` part it 80 : 10 : 10.",
    "FILE.jsonl.source.json says what the rows were made of: datasets, commits, checksums.",
    "Examples:",
    "  deno task prepare nyu-mll/glue:sst2",
    "  deno task prepare nyu-mll/glue:sst2 --input 'review: {sentence}' --target '{label}' \\",
    "    --out sst2.jsonl",
    "  deno task prepare train=a.csv test=b.csv --input '{text}' --target '{stars}' \\",
    "    --labels 1=bad,5=good --out reviews.jsonl",
    "  deno task prepare ybisk/piqa --input '{goal}' --target '{label}' --labels '{sol1},{sol2}' \\",
    "    --out piqa.jsonl",
  ],
  async run({ values, positionals }) {
    const sources = positionals.map(userSource);
    checkNamed(sources);
    const table = given({
      literalQuotes: values["literal-quotes"],
      columns: values.columns?.split(",").map((name) => name.trim()),
    });
    const { input, target, labels, choices, group, split, limit, out } = values;
    if (input === undefined && target === undefined) return await show(positionals, table);
    const made = await withInterrupt((signal) =>
      prepareFile({
        sources,
        input: required("prepare", "input", input),
        target: required("prepare", "target", target),
        out: userPath(required("prepare", "out", out)),
        ...table,
        ...given({ labels, choices, group, split, limit: integerOption("limit", limit, 1) }),
        signal,
      })
    );
    for (const row of made.first) say(shortened(JSON.stringify(row)));
    say(made.counts);
    console.log(`Wrote ${made.rows} rows to ${made.path}`);
    return 0;
  },
});

/** A source as it was typed, a file by its path from here. */
function userSource(typed: string): string {
  const [, split = "", name = ""] = typed.match(/^([a-z]+=)?(.*)$/s) ?? [];
  const path = userPath(name);
  return split + (isFileSync(path) ? path : name);
}

function shortened(text: string): string {
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}...` : text;
}

async function show(typed: readonly string[], table: TableOptions): Promise<number> {
  const options = { ...table, names: readSplitNames(), oneEach: true, notice: say };
  for (const source of typed) {
    const [piece] = await openSources([userSource(source)], options);
    console.log(await describeSource(source, piece!));
  }
  return 0;
}
