/**
 * Any table to a file of `input` and `target` lines, which `train`, `evaluate` and `compare` read.
 *
 * @module
 */
import { dirname } from "node:path";
import { fillAtomically } from "../core/atomic_file.ts";
import { UsageError } from "../core/errors.ts";
import { exists } from "../core/exists.ts";
import { hashFile } from "../core/hash.ts";
import { isDiskFull } from "../core/space.ts";
import { writeAll } from "../core/write_all.ts";
import { arrange, drawRows, separateGroups } from "./arrange.ts";
import { withChoices } from "./choices.ts";
import { commandOf } from "./command_of.ts";
import { countSplits, renderCounts } from "./counts.ts";
import { parseLabels } from "./labels.ts";
import type { Templates } from "./make_row.ts";
import { notePath, writeNote } from "./note.ts";
import { describeRepeats } from "./repeats.ts";
import { type PreparedRow, readRows } from "./rows.ts";
import { openSources, type Piece } from "./sources.ts";
import { readSplitNames } from "./split_names.ts";
import type { TableOptions } from "./table.ts";
import { parseTemplate, type Template } from "./template.ts";

/** What is made of what. */
export interface PrepareRequest extends TableOptions {
  /** Files, each perhaps with its split as in `dev=rows.csv`, or data sets of the Hub, `org/name:config@revision`. */
  readonly sources: readonly string[];
  /** Template of the input, such as `sst2 sentence: {sentence}`. */
  readonly input: string;
  /** Template of the target, such as `{label}`. */
  readonly target: string;
  /** Names for the values of the target's column: `negative,positive`, or `0=negative,4=positive`. */
  readonly labels?: string;
  /** Whether each row gets all labels, or all targets, as its choices. */
  readonly choices?: boolean;
  /** Template of the group, whose rows stay in one split. */
  readonly group?: string;
  /** `{column}` that names the split of a row, or pairs such as `dev=validation_matched`. */
  readonly split?: readonly string[];
  /** Most rows of a split, drawn always in the same way; absent: all. */
  readonly limit?: number;
  /** The file, `.jsonl`. */
  readonly out: string;
}

/** How it is done. */
export interface PrepareControl {
  readonly notice: (line: string) => void;
  readonly signal: AbortSignal;
}

/** A file of rows that was written. */
export interface Prepared {
  readonly path: string;
  /** The note beside it, which says what the rows were made of. */
  readonly note: string;
  readonly rows: number;
  readonly bySplit: Readonly<Record<string, number>>;
  /** The first of the rows. */
  readonly first: readonly PreparedRow[];
  /** Rows by target and split, as a table of text. */
  readonly counts: string;
}

/** Rows that are returned as examples. */
const FIRST = 3;

/**
 * Writes the rows and the note beside them.
 *
 * @throws {UsageError} if a source, a template or a value cannot be used, or the file is there already
 * @throws {NotCached} if a data set must be fetched and cannot be
 * @throws {RunInterrupted} if the signal is raised; nothing is written then
 */
export async function prepareRows(
  request: PrepareRequest,
  control: PrepareControl,
): Promise<Prepared> {
  const { out } = request;
  const templates = readTemplates(request);
  const names = readSplitNames(request.split);
  await checkPlace(out);
  const pieces = await openSources(request.sources, { ...request, ...control, names });
  checkSplits(pieces, names.column !== undefined);
  const read = await readRows(pieces, { ...templates, ...control, names });
  if (read.length === 0) throw new UsageError(`Cannot write "${out}": no rows are left`);
  const arranged = arrange(separateGroups(read, control.notice), control.notice);
  const drawn = request.limit === undefined ? arranged : drawRows(arranged, request.limit);
  const rows = request.choices ? withChoices(drawn, templates, pieces) : drawn;
  describeRepeats(rows).forEach(control.notice);
  await write(out, rows);
  const bySplit = countSplits(rows);
  const origins = pieces.map(({ origin }) => origin);
  await writeNote(out, {
    command: commandOf(request, origins),
    sources: origins,
    rows: { sha256: await hashFile(out), bySplit },
  });
  const counts = renderCounts(rows);
  return {
    path: out,
    note: notePath(out),
    rows: rows.length,
    bySplit,
    first: rows.slice(0, FIRST),
    counts,
  };
}

function readTemplates({ input, target, group, labels }: PrepareRequest): Templates {
  const parsed = withColumns("target", parseTemplate(target));
  if (labels !== undefined && parsed.paths.length > 1) {
    throw new UsageError(`Cannot use --labels as --target must name one column: it is "${target}"`);
  }
  return {
    input: withColumns("input", parseTemplate(input)),
    target: parsed,
    ...(group !== undefined && { group: withColumns("group", parseTemplate(group)) }),
    ...(labels !== undefined && { labels: parseLabels(labels) }),
  };
}

function withColumns(option: string, template: Template): Template {
  if (template.paths.length > 0) return template;
  throw new UsageError(
    `Cannot use --${option} as it must name a column, as in {text}: current value is "${template.text}"`,
  );
}

/** All tables must say their split, or none. */
function checkSplits(pieces: readonly Piece[], inRows: boolean): void {
  const loose = pieces.filter(({ split }) => split === undefined);
  if (inRows || loose.length === 0 || loose.length === pieces.length) return;
  const { name } = loose[0]!.table;
  throw new UsageError(
    `Cannot tell the split of "${name}", as others have one: write for example train=${name}`,
  );
}

async function checkPlace(out: string): Promise<void> {
  if (!out.endsWith(".jsonl")) {
    throw new UsageError(`Cannot write "${out}": its name must end in .jsonl`);
  }
  for (const path of [out, notePath(out)]) {
    if (!await exists(path)) continue;
    throw new UsageError(
      `Cannot write "${path}": it is there already: remove it, or choose another with --out`,
    );
  }
  await Deno.mkdir(dirname(out), { recursive: true }).catch((cause: Error) => {
    throw new UsageError(`Cannot write "${out}": ${cause.message}`, { cause });
  });
}

/** Rows that are written at once. */
const AT_ONCE = 1000;

async function write(path: string, rows: readonly PreparedRow[]): Promise<void> {
  const encoder = new TextEncoder();
  try {
    await fillAtomically(path, async (file) => {
      for (let i = 0; i < rows.length; i += AT_ONCE) {
        const lines = rows.slice(i, i + AT_ONCE).map((row) => JSON.stringify(row) + "\n");
        await writeAll(file, encoder.encode(lines.join("")));
      }
    });
  } catch (cause) {
    const { message } = cause as Error;
    const fault = isDiskFull(message) ? "the disk is full: free some space" : message;
    throw new UsageError(`Cannot write "${path}": ${fault}`, { cause });
  }
}
