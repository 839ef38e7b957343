/**
 * What was measured on a GPU, as a section of the page: a pure function of its files.
 *
 * @module
 */
import { markdownGrid } from "../../src/core/markdown.ts";
import { placeOf, titleOf } from "./_names.ts";
import { round } from "./_record.ts";
import type { Failed } from "./_turns.ts";
import type { GpuFile, OnDevice } from "./gpu.ts";

/** The section; empty without files. */
export function gpuSection(files: readonly GpuFile[]): string {
  if (files.length === 0) return "";
  const cards = files.map(({ gpu }) => `${gpu.name}, driver ${gpu.driver}`);
  return [
    "## On a GPU",
    `Measured on ${
      [...new Set(cards)].join("; ")
    }. Milliseconds of a training step per example, by ` +
    "batch size; in brackets the time as a share of PyTorch's. Where it falls, larger batches, or " +
    "several runs in one batch, save time.",
    grid(files, (it) => `${round(it.millisecondsPerExample)}${share(it.ofPeer?.wall)}`),
    "Peak device memory in GB, of the implementations that can tell; in brackets the share of PyTorch's.",
    grid(files, (it) => {
      if (it.peakDeviceBytes === null) return "";
      return `${round(it.peakDeviceBytes / 1e9)}${share(it.ofPeer?.deviceMemory)}`;
    }),
    "Products of f32 matrices are computed in f32, unless TF32 is noted, which is less exact and faster. " +
    "In bf16, this kit holds the frozen matrices in bfloat16, PyTorch also all activations.",
  ].join("\n\n");
}

function share(value: number | null | undefined): string {
  return value === null || value === undefined ? "" : ` (${round(value)})`;
}

/** What became of a contender at one size of batch. */
interface Cell {
  readonly place: string;
  readonly promptLength: number;
  readonly batch: number;
  readonly outcome: OnDevice | Failed;
}

/** A row for each contender of each model, a column for each size of batch; empty rows are left out. */
function grid(files: readonly GpuFile[], show: (it: OnDevice) => string): string {
  const cells = files.flatMap(({ shape, precision, comparisons }) =>
    comparisons.flatMap(({ promptLength, batch, contenders }): Cell[] => {
      const place = placeOf(shape.name, precision);
      return contenders.map((outcome) => ({ place, promptLength, batch, outcome }));
    })
  );
  const sizes = [...new Set(cells.map(({ batch }) => batch))].toSorted((a, b) => a - b);
  const rows = [...Map.groupBy(cells, rowOf).values()].map((own) => [
    own[0]!.place,
    String(own[0]!.promptLength),
    implementationOf(own),
    ...sizes.map((size) => {
      const outcome = own.find(({ batch }) => batch === size)?.outcome;
      return outcome === undefined ? "" : "failure" in outcome ? outcome.failure : show(outcome);
    }),
  ]);
  const heads = ["Model", "Prompt tokens", "Implementation"];
  const filled = rows.filter((row) => row.slice(heads.length).some((text) => text !== ""));
  return markdownGrid([...heads, ...sizes.map(String)], filled, heads.length);
}

function rowOf({ place, promptLength, outcome }: Cell): string {
  return [place, promptLength, outcome.contender].join();
}

/** What products of f32 are called by the bits that they keep. */
const PRODUCTS: Readonly<Record<number, string>> = { 10: "TF32", 7: "bf16" };

function implementationOf(cells: readonly Cell[]): string {
  const [{ outcome: { contender } }] = cells as [Cell];
  const bits = cells.flatMap(({ outcome }) =>
    "productBits" in outcome ? [outcome.productBits] : []
  );
  const products = PRODUCTS[bits[0] ?? 23];
  return titleOf(contender) + (products === undefined ? "" : `, ${products}`);
}
