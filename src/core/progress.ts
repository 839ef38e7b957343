/**
 * Progress of one long step: a line that renews itself in a terminal, a line per tenth elsewhere.
 *
 * @module
 */

/** A running progress display. */
export interface Progress {
  /** Shows that `done` of the total is there. */
  update(done: number): void;
  /** Ends the display; later updates show nothing. */
  finish(): void;
}

/** Where a progress display writes: whole lines to `notice` if given, else to stderr. */
export interface ProgressOptions {
  readonly notice?: ((line: string) => void) | undefined;
  /** How an amount is shown; absent: megabytes, or kilobytes of less than a tenth of one. */
  readonly format?: (amount: number) => string;
}

/**
 * Starts a progress display such as `Downloading t5-small: 40% (97 of 242 MB)`.
 *
 * @param total what 100 % is; 0 if unknown: then only the amount is shown
 */
export function showProgress(
  label: string,
  total: number,
  options: ProgressOptions = {},
): Progress {
  const [scale, name] = total > 0 && total < 1e5 ? [1e3, " kB"] : [1e6, " MB"];
  const format = options.format ?? ((bytes) => (bytes / scale).toFixed(bytes < 10 * scale ? 1 : 0));
  const unit = options.format ? "" : name;
  const inPlace = options.notice === undefined && Deno.stderr.isTerminal();
  const step = inPlace ? 1 : 10; // percent between two lines
  let shown = -1;
  let finished = false;
  return {
    update(done) {
      const percent = total > 0 ? Math.floor(100 * Math.min(1, done / total)) : 0;
      const tick = total > 0 ? Math.floor(percent / step) : Math.floor(done / 50e6);
      if (finished || tick === shown) return;
      shown = tick;
      const line = total > 0
        ? `${label}: ${percent}% (${format(done)} of ${format(total)}${unit})`
        : `${label}: ${format(done)}${unit}`;
      write(line, inPlace, options.notice);
    },
    finish() {
      if (inPlace && shown >= 0 && !finished) write("", true);
      finished = true;
    },
  };
}

function write(line: string, inPlace: boolean, notice?: (line: string) => void): void {
  if (notice) return notice(line);
  const text = inPlace ? `\r\x1b[K${line}` : `${line}\n`;
  try {
    Deno.stderr.writeSync(new TextEncoder().encode(text));
  } catch {
    // nobody reads it: the work goes on
  }
}
