/**
 * A progress bar that lives in the output of a cell.
 *
 * @module
 */
import { kernelInternals } from "./_deno_kernel.ts";
import type { MimeBundle } from "./message.ts";

const UPDATE_MS = 100; // ten a second: more only makes a browser slow

/** Begins the id of each bar's display. */
const BAR_ID = "kit-progress-";

/** Whether a display is a bar: how far a cell was, which is no result. */
export function isProgress(displayId: string | undefined): boolean {
  return displayId?.startsWith(BAR_ID) ?? false;
}

/** Work under way, as its watcher sees it. */
export interface Progress {
  /** Reports that `done` of the total is done, and in a few words what goes on. */
  update(done: number, note?: string): void;
  /** Shows the last word and waits until it has been sent. Without `text` the last state stays. */
  finish(text?: string): Promise<void>;
}

/** Shows a bundle, or replaces the one that was shown under that id. */
export type Show = (bundle: MimeBundle, id: string, update: boolean) => Promise<void>;

/**
 * Starts a bar at 0 of `total`; returns nothing outside a notebook.
 *
 * A bar that never moves shows nothing, so a cell that finds all its work done stays clean.
 *
 * @param label what is counted, such as `runs`
 */
export function notebookProgress(total: number, label: string): Progress | undefined {
  if (kernelInternals() === undefined) return undefined;
  return new ProgressBar(
    total,
    label,
    (bundle, display_id, update) => Deno.jupyter.display(bundle, { raw: true, display_id, update }),
  );
}

/** A bar that shows itself by `show`, at most ten times a second. */
export class ProgressBar implements Progress {
  #id: string | undefined;
  #sent: Promise<void> = Promise.resolve();
  #shownAt = -Infinity;
  #pending: ReturnType<typeof setTimeout> | undefined;
  #done = 0;
  #note = "";

  constructor(
    private readonly total: number,
    private readonly label: string,
    private readonly show: Show,
  ) {}

  update(done: number, note = ""): void {
    this.#done = done;
    this.#note = note;
    const wait = this.#shownAt + UPDATE_MS - performance.now();
    if (wait <= 0) this.#showNow(this.#bar());
    else this.#pending ??= setTimeout(() => this.#showNow(this.#bar()), wait);
  }

  async finish(text?: string): Promise<void> {
    const isLate = this.#pending !== undefined;
    if (text !== undefined) this.#showNow({ "text/plain": text, "text/html": escapeHtml(text) });
    else if (isLate) this.#showNow(this.#bar());
    await this.#sent;
  }

  #showNow(bundle: MimeBundle): void {
    clearTimeout(this.#pending);
    this.#pending = undefined;
    this.#shownAt = performance.now();
    const update = this.#id !== undefined;
    const id = this.#id ??= BAR_ID + crypto.randomUUID();
    this.#sent = this.#sent.then(() => this.show(bundle, id, update));
  }

  #bar(): MimeBundle {
    const words = `${this.#done}/${this.total} ${this.label}${this.#note && ` · ${this.#note}`}`;
    return {
      // on one line, whatever it says: a page that jumps while it is read is worse than a word cut off
      "text/html": `<div style="white-space: nowrap; overflow: hidden; text-overflow: ellipsis">` +
        `<progress value="${this.#done}" max="${this.total}" style="width: 12em"></progress> ` +
        `${escapeHtml(words)}</div>`,
      "text/plain": words,
    };
  }
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

function escapeHtml(text: string): string {
  return text.replace(/[&<>]/g, (character) => ENTITIES[character]!);
}
