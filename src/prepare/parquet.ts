/**
 * Parquet files as tables, read one group of rows after the other.
 *
 * @module
 */
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from "hyparquet";
import { Buffer } from "node:buffer";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { unreadable } from "../hub/position.ts";
import type { Row } from "../tasks/task.ts";
import { classNamesOf } from "./class_names.ts";
import type { Placed, Table } from "./table.ts";

/** Compressions beside Snappy, which hyparquet has itself. */
const compressors = {
  GZIP: (bytes: Uint8Array) => new Uint8Array(gunzipSync(bytes)),
  ZSTD: (bytes: Uint8Array) => new Uint8Array(zstdDecompressSync(bytes)),
  BROTLI: (bytes: Uint8Array) => new Uint8Array(brotliDecompressSync(bytes)),
};

/** Days since 1970 as `datasets` and pandas print them: without a time, which such a column does not have. */
const parsers = {
  dateFromDays: (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10),
};

/**
 * Opens a file.
 *
 * @param name what messages call it
 * @throws {UsageError} if it cannot be opened, or is no complete Parquet file
 */
export async function openParquet(path: string, name = path): Promise<Table> {
  const metadata = await withFile(path, name, parquetMetadataAsync);
  const { children } = parquetSchema(metadata);
  const floats = children.filter(({ element }) => element.type === "FLOAT");
  const singles = floats.map(({ element }) => element.name);
  return {
    name,
    columns: children.map(({ element }) => element.name),
    classNames: classNamesOf(valueOf(metadata, "huggingface")),
    async *rows(columns): AsyncGenerator<Placed> {
      let start = 0;
      for (const { num_rows } of metadata.row_groups) {
        const range = { rowStart: start, rowEnd: start + Number(num_rows) };
        const wanted = {
          metadata,
          compressors,
          parsers,
          ...range,
          ...(columns && { columns: [...columns] }),
        };
        const rows = await withFile(path, name, (file) => parquetReadObjects({ file, ...wanted }));
        for (const [i, row] of rows.entries()) {
          yield { row: tidy(row, singles), place: `${name}: row ${start + i + 1}` };
        }
        start = range.rowEnd;
      }
    },
  };
}

/** What the writer of the file noted under a key. */
function valueOf({ key_value_metadata }: FileMetaData, key: string): string | undefined {
  return key_value_metadata?.find((entry) => entry.key === key)?.value;
}

/** A row of values as they were: numbers of 32 bits as 3.8, not 3.799999952316284, of 64 bits with all digits. */
function tidy(row: Record<string, unknown>, singles: readonly string[]): Row {
  const values = withoutBigInts(row) as Record<string, unknown>;
  for (const name of singles) {
    if (typeof values[name] === "number") values[name] = shortest(values[name]);
  }
  return values;
}

/** Turns integers of 64 bits into numbers or, where those lose digits, texts; all through lists and objects. */
function withoutBigInts(value: unknown): unknown {
  if (typeof value === "bigint") {
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  if (Array.isArray(value)) return value.map(withoutBigInts);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  const parts = Object.entries(value).map(([key, part]) => [key, withoutBigInts(part)]);
  return Object.fromEntries(parts);
}

/** The number with the fewest digits that is the same in 32 bits. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** Hands over a file that is read by position; what cannot be read is told in the user's terms. */
async function withFile<T>(
  path: string,
  name: string,
  use: (file: AsyncBuffer) => Promise<T>,
): Promise<T> {
  let fd: number | undefined;
  try {
    const open = fd = openSync(path, "r");
    const byteLength = fstatSync(open).size;
    return await use({ byteLength, slice: (from, to) => bytesOf(open, from, to ?? byteLength) });
  } catch (error) {
    throw unreadable(name, `it is no complete Parquet file: ${(error as Error).message}`);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Reads at once, as hyparquet asks for several parts at a time. */
function bytesOf(fd: number, from: number, to: number): ArrayBuffer {
  const bytes = Buffer.alloc(to - from);
  for (let n = 0, count = 1; n < bytes.length && count > 0; n += count) {
    count = readSync(fd, bytes, n, bytes.length - n, from + n);
  }
  return bytes.buffer;
}
