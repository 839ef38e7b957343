/**
 * Content that tells how much of it was read: `fetch` itself reports nothing of an upload.
 *
 * @module
 */

/** A blob as another one, whose length is known and whose bytes are read when they are sent. */
export class WatchedBlob extends Blob {
  /** @param onRead called with the bytes of each piece */
  constructor(readonly inner: Blob, readonly onRead: (bytes: number) => void) {
    super([], { type: inner.type });
  }

  override get size(): number {
    return this.inner.size;
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const { onRead } = this;
    const tell = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(piece, controller) {
        onRead(piece.length);
        controller.enqueue(piece);
      },
    });
    return this.inner.stream().pipeThrough(tell);
  }
}
