/**
 * Any table to a file of `input` and `target` lines, which `train`, `evaluate` and `compare` read.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { arrange, drawRows, separateGroups, withoutUnlabelled } from "./arrange.ts";
import { withChoices } from "./choices.ts";
import { commandOf } from "./command_of.ts";
import { countSplits, renderCounts } from "./counts.ts";
import { notePath } from "./note.ts";
import { checkPlace, writeRows } from "./output.ts";
import type { Piece } from "./piece.ts";
import { readTemplates, type TemplateTexts } from "./read_templates.ts";
import { describeRepeats } from "./repeats.ts";
import { type PreparedRow, readRows } from "./rows.ts";
import { openSources } from "./sources.ts";
import { readSplitNames } from "./split_names.ts";
import { unlessStopped } from "./stop.ts";
import type { TableOptions } from "./table.ts";

/** What is made of what. */
export interface PrepareRequest extends TableOptions, TemplateTexts {
  /** Files, each perhaps with its split as in `dev=rows.csv`, or data sets of the Hub, `org/name:config@revision`. */
  readonly sources: readonly string[];
  /** Whether each row gets all labels, or all targets, as its choices. */
  readonly choices?: boolean;
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
 * @throws {UsageError} if a source, a template or a value cannot be used, or the file is there already with other rows
 * @throws {NotCached} if a data set must be fetched and cannot be
 * @throws {RunInterrupted} if the signal is raised; nothing is written then
 */
export async function prepareRows(
  request: PrepareRequest,
  control: PrepareControl,
): Promise<Prepared> {
  const { out } = request;
  const { notice, signal } = control;
  const templates = readTemplates(request);
  const names = readSplitNames(request.split);
  await checkPlace(out);
  const opening = openSources(request.sources, { ...request, names, notice });
  const pieces = await unlessStopped(signal, opening);
  checkSplits(pieces, names.column !== undefined);
  const read = await readRows(pieces, { ...templates, ...control, names });
  if (read.length === 0) throw new UsageError(`Cannot write "${out}": no rows are left`);
  const labelled = withoutUnlabelled(read, notice);
  const arranged = arrange(separateGroups(labelled, notice), notice);
  const drawn = request.limit === undefined ? arranged : drawRows(arranged, request.limit);
  const rows = request.choices ? withChoices(drawn, templates, pieces) : drawn;
  describeRepeats(rows).forEach(notice);
  const bySplit = countSplits(rows);
  const sources = pieces.map(({ origin }) => origin);
  const command = commandOf(request, sources);
  await writeRows(out, rows, (sha256) => ({ command, sources, rows: { sha256, bySplit } }));
  const said = { bySplit, first: rows.slice(0, FIRST), counts: renderCounts(rows) };
  return { path: out, note: notePath(out), rows: rows.length, ...said };
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
