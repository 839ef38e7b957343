/**
 * Lets zip.js read an archive by position, without holding it in memory.
 *
 * @module
 */
import { Reader } from "@zip.js/zip.js";

/** An open file as zip.js reads it; the caller closes it. */
export class DiskReader extends Reader<Deno.FsFile> {
  readonly #file: Deno.FsFile;

  constructor(file: Deno.FsFile) {
    super(file);
    this.#file = file;
  }

  override async init(): Promise<void> {
    await super.init?.();
    this.size = (await this.#file.stat()).size;
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    // an archive may claim more bytes than it has
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - index)));
    await this.#file.seek(index, Deno.SeekMode.Start);
    let filled = 0;
    for (let n: number | null = 0; filled < bytes.length && n !== null; filled += n ?? 0) {
      n = await this.#file.read(bytes.subarray(filled));
    }
    return bytes.subarray(0, filled);
  }
}
