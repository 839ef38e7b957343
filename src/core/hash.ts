/**
 * Hashes of values and bytes: what decides a run, and what a file holds.
 *
 * @module
 */
import canonicalize from "canonicalize";
import { createHash, type Hash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";

/** Canonical JSON (RFC 8785): equal values give equal text, whatever the order of their keys. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("Cannot hash a value that JSON cannot hold");
  return text;
}

/** SHA-256 of text or bytes, in lower-case hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/**
 * SHA-256 of the canonical JSON of `value`, in lower-case hex.
 *
 * Lists are hashed item by item: the text of a large data set is longer than a string may be.
 */
export function hashValue(value: unknown): string {
  const hash = createHash("sha256");
  feed(hash, value);
  return hash.digest("hex");
}

function feed(hash: Hash, value: unknown): void {
  if (!Array.isArray(value)) return void hash.update(canonicalJson(value));
  hash.update("[");
  value.forEach((item, i) => {
    if (i > 0) hash.update(",");
    feed(hash, item === undefined ? null : item); // as JSON has it in lists
  });
  hash.update("]");
}

/**
 * Hash of a file, read in pieces, in lower-case hex.
 *
 * @param hash absent: SHA-256; one that was fed already goes on from there
 */
export async function hashFile(path: string, hash = createHash("sha256")): Promise<string> {
  using file = await Deno.open(path);
  const buffer = new Uint8Array(1 << 20);
  for (let n = await file.read(buffer); n !== null; n = await file.read(buffer)) {
    hash.update(buffer.subarray(0, n));
  }
  return hash.digest("hex");
}

/** SHA-256 of a file, read in pieces, in lower-case hex; for names that must be known at once. */
export function hashFileSync(path: string): string {
  const hash = createHash("sha256");
  const file = openSync(path, "r");
  try {
    const buffer = new Uint8Array(1 << 20);
    for (let n = readSync(file, buffer); n > 0; n = readSync(file, buffer)) {
      hash.update(buffer.subarray(0, n));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}
