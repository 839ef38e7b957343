/**
 * Packs files into a zip archive: the same files give the same bytes, wherever and whenever.
 *
 * @module
 */
import { configure, Uint8ArrayReader, ZipWriter } from "@zip.js/zip.js";
import { dirname } from "node:path";
import { fillAtomically } from "./atomic_file.ts";
import { writeAll } from "./write_all.ts";

/** A file of an archive. */
export interface PackedFile {
  /** Relative, with slashes. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * What decides bytes besides the content: no time zone, no place, and zip.js's own deflate, since that
 * of the platform may compress otherwise in another version.
 */
const SAME_EVERYWHERE = {
  useWebWorkers: false,
  useCompressionStream: false,
  extendedTimestamp: false,
  keepOrder: true,
} as const;

/**
 * Writes an archive, which is there whole or not at all. Missing folders are made.
 *
 * @param files in the order of the archive; asked for one at a time
 * @param day of all files, as a zip has one; its time is noon
 * @throws what `files` throws, or an error of the disk
 */
export async function pack(
  archive: string,
  files: AsyncIterable<PackedFile>,
  day: Date,
): Promise<void> {
  configure(SAME_EVERYWHERE);
  await Deno.mkdir(dirname(archive), { recursive: true });
  // zip has local times: these parts are the same in every zone
  const lastModDate = new Date(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), 12);
  await fillAtomically(archive, async (file) => {
    const sink = new WritableStream<Uint8Array>({ write: (chunk) => writeAll(file, chunk) });
    const zip = new ZipWriter(sink, SAME_EVERYWHERE);
    const folders = new Set<string>();
    for await (const { path, bytes } of files) {
      for (const folder of foldersOf(path)) {
        if (folders.has(folder)) continue;
        folders.add(folder);
        await zip.add(folder, undefined, { ...SAME_EVERYWHERE, lastModDate, directory: true });
      }
      await zip.add(path, new Uint8ArrayReader(bytes), { ...SAME_EVERYWHERE, lastModDate });
    }
    await zip.close();
  });
}

/** The folders of a path, `a/` before `a/b/`: readers look for entries of them. */
function foldersOf(path: string): string[] {
  return [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1));
}
