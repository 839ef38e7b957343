/**
 * What a source is made of: tables, each with what is known of it.
 *
 * @module
 */
import type { SplitNames } from "./split_names.ts";
import type { Table, TableOptions } from "./table.ts";

/** A table, and what its source says of it. */
export interface Piece {
  readonly table: Table;
  /** Split as the source names it; absent: it does not. */
  readonly split?: string;
  readonly origin: Origin;
}

/** Where a table is from, without any place on this machine. */
export interface Origin {
  readonly dataset?: string;
  readonly config?: string;
  /** Commit; of the Hub's own conversion, if that was read. */
  readonly revision?: string;
  readonly file: string;
  readonly split?: string;
  readonly sha256: string;
}

/** How sources are opened. */
export interface SourceOptions extends TableOptions {
  readonly names: SplitNames;
  /** Whether a look is enough: one table of each source will do. */
  readonly oneEach?: boolean;
  readonly notice: (line: string) => void;
}
