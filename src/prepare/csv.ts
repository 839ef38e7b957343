/**
 * CSV and TSV files as tables. All cells are text, as they stand there: `007` keeps its zeros.
 *
 * @module
 */
import { CsvError, parse } from "csv-parse";
import { Readable } from "node:stream";
import { UsageError } from "../core/errors.ts";
import { openFile, unreadable } from "../hub/position.ts";
import type { Row } from "../tasks/task.ts";
import type { Placed, Table, TableOptions } from "./table.ts";

/** Bytes in which the first line is looked for. */
const FIRST_BYTES = 1 << 16;

/**
 * Opens a file whose first line names the columns.
 *
 * The separator is a tab in `.tsv` and a comma in others, or what stands in its place in the first line.
 *
 * @throws {UsageError} if it cannot be opened, is empty, names a column twice, or has other line ends
 */
export async function openCsv(path: string, options: TableOptions = {}): Promise<Table> {
  const separator = await separatorOf(path);
  const lines = () => linesOf(path, separator, options.literalQuotes ?? false);
  const columns = options.columns ?? await firstLine(path, lines());
  const twice = columns.find((name, i) => columns.indexOf(name) < i);
  if (twice !== undefined) throw unreadable(path, `two columns have the name "${twice}"`);
  if (columns.some((name) => /\r(?!\n)/.test(name))) {
    throw unreadable(path, "its lines end with \\r alone: save it with \\n or \\r\\n");
  }
  const skipped = options.columns === undefined ? 1 : 0;
  return {
    name: path,
    columns,
    classNames: new Map(),
    async *rows(): AsyncGenerator<Placed> {
      let count = 0;
      for await (const { cells, place } of lines()) {
        if (count++ < skipped) continue;
        if (cells.length > columns.length) {
          const fault = `the line must have ${columns.length} cells: it has ${cells.length}`;
          throw unreadable(place, fault);
        }
        yield { row: rowOf(columns, cells), place };
      }
    },
  };
}

function rowOf(columns: readonly string[], cells: readonly string[]): Row {
  return Object.fromEntries(columns.map((name, i) => [name, cells[i] ?? ""]));
}

async function firstLine(path: string, lines: AsyncIterable<Line>): Promise<readonly string[]> {
  for await (const { cells } of lines) return cells;
  throw unreadable(path, "it is empty: the first line must name the columns");
}

/** The separator of the first line. */
async function separatorOf(path: string): Promise<string> {
  using file = await openFile(path);
  const bytes = new Uint8Array(FIRST_BYTES);
  const count = await file.read(bytes) ?? 0;
  const [line = ""] = new TextDecoder().decode(bytes.subarray(0, count)).split("\n");
  const usual = path.endsWith(".tsv") ? "\t" : ",";
  return [usual, "\t", ";"].find((separator) => line.includes(separator)) ?? usual;
}

/** The cells of a line, which may have line ends within quotes. */
interface Line {
  readonly cells: readonly string[];
  /** File and number of its last line. */
  readonly place: string;
}

async function* linesOf(
  path: string,
  separator: string,
  literalQuotes: boolean,
): AsyncGenerator<Line> {
  const decoder = new TextDecoderStream("utf-8", { fatal: true }); // drops a byte order mark
  const text = (await openFile(path)).readable.pipeThrough(decoder);
  const parser = parse({
    delimiter: separator,
    quote: literalQuotes ? null : '"',
    record_delimiter: ["\r\n", "\n"],
    relax_quotes: true, // within a cell without quotes around it they are text
    relax_column_count: true, // told with better words by the caller
    skip_empty_lines: true,
    info: true,
  });
  const source = Readable.fromWeb(text as Parameters<typeof Readable.fromWeb>[0]);
  source.on("error", (error) => parser.destroy(error));
  try {
    for await (const { record, info } of source.pipe(parser)) {
      yield { cells: record, place: `${path}:${info.lines}` };
    }
  } catch (error) {
    throw explain(path, error as Error);
  } finally {
    source.destroy(); // closes the file where not all was read
  }
}

function explain(path: string, error: Error): Error {
  if (error instanceof UsageError) return error;
  if (error instanceof CsvError && /QUOTE/.test(error.code)) {
    const place = `${path}:${(error as CsvError & { lines?: number }).lines}`;
    const advice = "if quotes are part of the text here, add --literal-quotes";
    return unreadable(place, `a quote is not closed: ${advice}`);
  }
  if (error instanceof CsvError) return unreadable(path, error.message);
  if (error instanceof TypeError) return unreadable(path, "it is not UTF-8: save it as UTF-8");
  return error;
}
