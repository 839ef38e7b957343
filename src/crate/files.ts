/**
 * A whole crate, file by file: what it holds, then the metadata and hashes of what came before.
 *
 * @module
 */
import { sha256 } from "../core/hash.ts";
import type { PackedFile } from "../core/pack.ts";
import { contentsOf, type CrateFile } from "./contents.ts";
import { type ListedFile, MANIFEST_FILE, METADATA_FILE, metadataOf } from "./metadata.ts";
import { publicText } from "./public_text.ts";
import type { ResultSet } from "./result_set.ts";

/** All files, in the order of the archive. */
export async function* crateFiles(set: ResultSet): AsyncGenerator<PackedFile> {
  const listed: ListedFile[] = [];
  for await (const file of contentsOf(set)) {
    listed.push(list(file));
    yield file;
  }
  const metadata = { path: METADATA_FILE, bytes: publicText(metadataOf(set, listed)) };
  yield metadata;
  const lines = [...listed, { path: METADATA_FILE, sha256: sha256(metadata.bytes) }]
    .map(({ path, sha256 }) => `${sha256}  ${path}\n`);
  yield { path: MANIFEST_FILE, bytes: publicText(lines.sort().join("")) };
}

function list({ bytes, ...file }: CrateFile): ListedFile {
  return { ...file, size: bytes.length, sha256: sha256(bytes) };
}
