/**
 * From the messages of a kernel to the outputs that a notebook file keeps.
 *
 * @module
 */
import type { Output } from "./document.ts";
import type { DisplayContent, MimeBundle, OutputMessage } from "./message.ts";
import { isProgress } from "./progress.ts";

/** Displays of a notebook by `display_id`: a later cell may update what an earlier one showed. */
export type Displays = Map<string, { data: MimeBundle; metadata: Record<string, unknown> }[]>;

/**
 * Gathers the outputs of one cell, doing what a front end does with each message. Progress bars are left
 * out, so that the file is the same whether a cell made its runs or found them.
 */
export class CellOutputs {
  #outputs: Output[] = [];
  #clearBeforeNext = false;

  constructor(private readonly executionCount: number, private readonly displays: Displays) {}

  /** Takes the next message of the kernel. */
  add({ type, content }: OutputMessage): void {
    if (type === "update_display_data") return this.#update(content);
    if (type === "clear_output" && content.wait) {
      this.#clearBeforeNext = true;
      return;
    }
    if (type === "clear_output" || this.#clearBeforeNext) this.#outputs = [];
    this.#clearBeforeNext = false;
    if (type === "stream") this.#outputs.push({ output_type: type, ...content });
    else if (type === "error") {
      const { ename, evalue, traceback } = content;
      this.#outputs.push({ output_type: type, ename, evalue, traceback: [...traceback] });
    } else if (type !== "clear_output") this.#display(type, content);
  }

  /**
   * Returns the outputs in the form of a notebook file.
   *
   * The error stands last: it may overtake what was printed before it, as it does not pass the kernel's queue.
   */
  finish(): Output[] {
    const errors = this.#outputs.filter((output) => output.output_type === "error");
    const others = this.#outputs.filter((output) => output.output_type !== "error");
    return [...joinStreams(others), ...errors].map(toFileForm);
  }

  #display(type: "display_data" | "execute_result", content: DisplayContent): void {
    if (isProgress(content.transient?.display_id)) return;
    const shown = { data: content.data, metadata: content.metadata ?? {} };
    // Pushed itself, not a copy: an update must reach it.
    this.#outputs.push(
      type === "display_data"
        ? Object.assign(shown, { output_type: type })
        : Object.assign(shown, { output_type: type, execution_count: this.executionCount }),
    );
    const id = content.transient?.display_id;
    if (id === undefined) return;
    this.displays.set(id, [...this.displays.get(id) ?? [], shown]);
  }

  #update({ data, metadata = {}, transient }: DisplayContent): void {
    for (const shown of this.displays.get(transient?.display_id ?? "") ?? []) {
      Object.assign(shown, { data, metadata });
    }
  }
}

/** Joins neighbours of one stream, so that the file does not depend on how fast the cell printed. */
function joinStreams(outputs: readonly Output[]): Output[] {
  const joined: Output[] = [];
  for (const output of outputs) {
    const last = joined.at(-1);
    if (
      output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name
    ) {
      joined[joined.length - 1] = { ...last, text: `${last.text}${output.text}` };
    } else joined.push(output);
  }
  return joined;
}

function toFileForm(output: Output): Output {
  if (output.output_type === "error") return output;
  if (output.output_type === "stream") {
    return { ...output, text: toLines(afterCarriageReturns(`${output.text}`)) };
  }
  const data = Object.entries(output.data).map(([mime, value]) => [
    mime,
    typeof value === "string" && isText(mime) ? toLines(value) : value,
  ]);
  return { ...output, data: Object.fromEntries(data) };
}

/** What Jupyter stores as a list of lines. */
function isText(mime: string): boolean {
  return mime.startsWith("text/") || mime === "image/svg+xml" || mime === "application/javascript";
}

/** Splits text after each line feed. */
export function toLines(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

/** What a terminal shows of lines that were written over by means of `\r`. */
function afterCarriageReturns(text: string): string {
  return text.split("\n").map((line) => line.replace(/\r+$/, "").split("\r").at(-1)!).join("\n");
}
