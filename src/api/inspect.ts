/**
 * What trained adapters have learned, from a program or a notebook.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { checkOptions } from "../core/options.ts";
import { say } from "../lab/terminal.ts";
import type { Change } from "../inspect/changes.ts";
import { toHeatmap } from "../inspect/heatmap.ts";
import { inspectAdapters, type Inspection } from "../inspect/inspect.ts";
import { WORDS } from "../inspect/nearest.ts";
import { toHtml, toMarkdown } from "../inspect/render.ts";
import type { Similarity } from "../inspect/similarity.ts";
import { type TokenRow, tokenRows } from "../inspect/token_rows.ts";
import { type Displayable, INSPECT as SHOWN, JUPYTER_DISPLAY, table } from "../notebook/display.ts";
import { interruptible } from "../notebook/interrupt.ts";
import type { MimeBundle } from "../notebook/message.ts";
import { INSPECT } from "./option_kinds.ts";
import { plot } from "./plot.ts";

/** How adapters are looked at. */
export interface InspectOptions {
  /** `mini`, a folder or a Hub id; absent: the model that the adapters name. */
  readonly model?: string;
  /** Nearest words of each token of a prompt; absent: 3. */
  readonly words?: number;
  /** Stops the work. */
  readonly signal?: AbortSignal;
  /** Takes sentences for the reader; absent: they go to standard error. */
  readonly notice?: (line: string) => void;
}

/** Inspected adapters; it shows itself as their tables in a notebook or a terminal. */
export class Inspected implements Displayable {
  /** @param inspection all numbers, for those who compute with them */
  constructor(readonly inspection: Inspection) {}

  [JUPYTER_DISPLAY](): MimeBundle {
    return this.table()[JUPYTER_DISPLAY]();
  }

  [SHOWN](): string {
    return Deno.inspect(this.table());
  }

  /** What each adapter is, its tokens or modules, and how alike the prompts are. */
  table(): Displayable {
    return table({ html: toHtml(this.inspection), markdown: toMarkdown(this.inspection) });
  }

  /**
   * Each token of each prompt as a flat row, for tables and charts of your own.
   *
   * @example
   * ```ts
   * found.tokens().filter(({ relativeNorm }) => relativeNorm > 2);
   * ```
   */
  tokens(): TokenRow[] {
    return tokenRows(this.inspection);
  }

  /** Each module that another method than a prompt changed as a flat row, with the name of its adapter. */
  changes(): ({ readonly adapter: string } & Change)[] {
    return this.inspection.adapters.flatMap(({ name, changes }) =>
      changes.map((change) => ({ adapter: name, ...change }))
    );
  }

  /** Each pair of prompts as a flat row, in both orders; none if there are fewer than two prompts. */
  similarities(): readonly Similarity[] {
    return this.inspection.similarities;
  }

  /**
   * How alike the prompts are, as a heat map.
   *
   * @throws {UsageError} if there are fewer than two prompts
   */
  async heatmap(): Promise<Displayable> {
    const similarities = this.similarities();
    if (similarities.length === 0) {
      throw new UsageError("Cannot draw similarities: inspect two or more adapters with a prompt");
    }
    return await plot(toHeatmap(similarities), "Heat map: similarities of prompts");
  }
}

/**
 * Looks at one trained adapter, or at several of one model: nearest words and norms of prompts, how alike
 * they are, and what other methods changed. No engine runs.
 *
 * @param adapters folders written by `train`, PEFT adapters, or Hub ids of either
 * @throws {UsageError} if a folder holds no adapter, or the adapters are not of one model
 * @throws {NotCached} if the model or an adapter must be fetched and cannot be
 *
 * @example
 * ```ts
 * const found = await inspect(["prompt_seed0", "prompt_seed1"]);
 * found.tokens(); // one row for each token: norm, nearest words, where it started
 * await found.heatmap();
 * ```
 */
export async function inspect(
  adapters: string | readonly string[],
  options: InspectOptions = {},
): Promise<Inspected> {
  checkOptions("inspect", options, INSPECT);
  const { model, words = WORDS, signal, notice = say } = options;
  const named = typeof adapters === "string" ? [adapters] : adapters;
  const found = await interruptible(
    signal,
    (signal) => inspectAdapters(named, { ...given({ model }), words, signal, notice }),
  );
  return new Inspected(found);
}
