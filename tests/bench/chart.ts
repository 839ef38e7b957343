/**
 * What was measured, as a picture and a page: pure functions of the files in `results/bench`.
 *
 * @module
 */
import { join } from "node:path";
import { RESULTS } from "../../src/core/paths.ts";
import { drawPng, drawSvg } from "../../src/report/draw.ts";
import { markdownGrid } from "../../src/core/markdown.ts";
import { THEME } from "../../src/report/theme.ts";
import type { Precision } from "../../src/engine/engine.ts";
import { gpuSection } from "./_gpu_section.ts";
import { fileNameOf, placeOf, titleOf } from "./_names.ts";
import { round } from "./_record.ts";
import { SHAPES } from "./_shape.ts";
import type { BatchTime } from "./batches.ts";
import type { GpuFile } from "./gpu.ts";
import type { Compared } from "./steps.ts";

const FOLDER = join(RESULTS, "bench");

/** One file of `training_step_*.json`. */
interface StepFile {
  readonly shape: { readonly name: string };
  readonly precision?: Precision;
  readonly threads: number;
  readonly comparisons: readonly {
    readonly promptLength: number;
    readonly contenders: readonly Compared[];
  }[];
  readonly machine: { readonly cpu: string; readonly cores: number };
}

/** Writes `README.md`, `step_time.svg` and `step_time.png`. */
export async function writeChart(): Promise<void> {
  const files = await readFiles<StepFile>("training_step", PLACES);
  const svg = await drawSvg(chartOf(files));
  await Deno.writeTextFile(join(FOLDER, "step_time.svg"), svg);
  await Deno.writeFile(join(FOLDER, "step_time.png"), drawPng(svg));
  await Deno.writeTextFile(join(FOLDER, "README.md"), await pageOf(files));
}

/** What the names of files end with. */
const PLACES = Object.keys(SHAPES)
  .flatMap((name) => [fileNameOf(name, "f32"), fileNameOf(name, "bf16")]);

/** The files of one measurement that are there. */
async function readFiles<T>(measurement: string, endings: readonly string[]): Promise<T[]> {
  const texts = await Promise.all(
    endings.map((ending) =>
      Deno.readTextFile(join(FOLDER, `${measurement}_${ending}.json`)).catch(() => undefined)
    ),
  );
  return texts.filter((text) => text !== undefined).map((text) => JSON.parse(text));
}

/** The prompt of the picture; the table has the others too. */
const SHOWN_PROMPT = 10;

/** Bars of step times beside the peer's, for each shape and precision. */
function chartOf(files: readonly StepFile[]) {
  const values = files.flatMap((file) =>
    file.comparisons.filter((it) => it.promptLength === SHOWN_PROMPT).flatMap(({ contenders }) =>
      contenders.filter(({ ofPeer }) => ofPeer !== null).map((it) => ({
        place: placeOf(file.shape.name, file.precision),
        contender: titleOf(it.contender),
        share: it.ofPeer!.wall,
        label: `${round(it.medianMilliseconds)} ms`,
        kind: it.contender === "peft" || it.contender === "gemm" ? it.contender : "kit",
      }))
    )
  ).filter(({ share }) => share <= 3); // WebAssembly is off the picture, and in the table
  const most = Math.max(...values.map(({ share }) => share));
  const scale = { domain: [0, 1.15 * most], nice: false }; // room for the label of the longest bar
  const colors = { domain: ["kit", "peft", "gemm"], range: ["#0072b2", "#d55e00", "#bbbbbb"] };
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    config: THEME,
    title: {
      text: "Time of a training step",
      subtitle: `as a share of PyTorch + PEFT's, prompt of ${SHOWN_PROMPT}`,
    },
    data: { values },
    facet: {
      field: "place",
      type: "nominal",
      sort: files.map(({ shape, precision }) => placeOf(shape.name, precision)),
      header: { title: null, labelAnchor: "start", labelFontWeight: "bold", labelFontSize: 11 },
    },
    columns: 1,
    resolve: { scale: { y: "independent" } },
    spec: {
      width: 420,
      height: { step: 18 },
      encoding: { y: { field: "contender", type: "nominal", title: null, sort: null } },
      layer: [
        {
          mark: { type: "bar", height: 12 },
          encoding: {
            x: {
              field: "share",
              type: "quantitative",
              scale,
              title: "share of PyTorch + PEFT's time",
            },
            color: { field: "kind", type: "nominal", scale: colors, legend: null },
          },
        },
        {
          mark: { type: "text", align: "left", dx: 4, fontSize: 10 },
          encoding: { x: { field: "share", type: "quantitative" }, text: { field: "label" } },
        },
      ],
    },
  } as Parameters<typeof drawSvg>[0];
}

const STEP_HEADS = [
  "Model",
  "Prompt tokens",
  "Implementation",
  "ms",
  "Time / PyTorch",
  "Memory / PyTorch",
] as const;

async function pageOf(files: readonly StepFile[]): Promise<string> {
  const rows = files.flatMap((file) =>
    file.comparisons.flatMap(({ promptLength, contenders }) =>
      contenders.map((it) => [
        placeOf(file.shape.name, file.precision),
        String(promptLength),
        titleOf(it.contender),
        String(round(it.medianMilliseconds)),
        it.ofPeer ? `${round(it.ofPeer.wall)}` : "",
        it.ofPeer && it.contender !== "gemm" ? `${round(it.ofPeer.memory)}` : "",
      ])
    )
  );
  const machines = new Set(files.map(({ machine: { cpu, cores } }) => `${cpu}, ${cores} cores`));
  return [
    "# Speed and memory",
    `Measured on ${
      [...machines].join("; ")
    }. The JSON files in this folder have versions, the load ` +
    "of the machine, CPU times, times of the first steps, and the command that repeats a measurement.",
    "![Time of a training step beside PyTorch + PEFT](step_time.svg)",
    markdownGrid(STEP_HEADS, rows, 3),
    "A step is the forward pass, backward pass and AdamW update of prompt tuning with batch size 8, in " +
    "float32 or, where noted, with frozen matrices in bfloat16 (also for PyTorch). " +
    '"Matrix products alone" is the time that the linear layers of the encoder and the output layer ' +
    "take on the engine tensorflow: a lower bound for any implementation that uses these products.",
    gpuSection(await readFiles<GpuFile>("gpu", PLACES)),
    batchSection(await readFiles("batch_size", Object.keys(SHAPES))),
    await loadSection(),
    await opsSection(),
  ].filter((part) => part !== "").join("\n\n") + "\n";
}

function batchSection(files: readonly { shape: string; times: BatchTime[] }[]): string {
  if (files.length === 0) return "";
  const sizes = [...new Set(files.flatMap(({ times }) => times.map(({ batch }) => batch)))]
    .toSorted((a, b) => a - b);
  const rows = files.flatMap(({ shape, times }) =>
    [...Map.groupBy(times, ({ contender }) => contender)].map(([contender, own]) => [
      titleOf(shape),
      titleOf(contender),
      ...sizes.map((size) => {
        const time = own.find(({ batch }) => batch === size);
        return time ? `${round(time.millisecondsPerExample)}` : "";
      }),
    ])
  );
  return [
    "## Larger batches",
    "Milliseconds of a training step per example, by batch size; prompt of 10 tokens. Where it does " +
    "not fall, larger batches, or several runs in one batch, save no time on this machine.",
    markdownGrid(["Model", "Implementation", ...sizes.map(String)], rows, 2),
  ].join("\n\n");
}

async function loadSection(): Promise<string> {
  const text = await Deno.readTextFile(join(FOLDER, "load_t5_base.json")).catch(() => undefined);
  if (text === undefined) return "";
  const { fileBytes, loaders } = JSON.parse(text);
  const rows = (loaders as { loader: string; medianSeconds: number; peakOfFile: number }[])
    .map((it) => [it.loader, `${round(it.medianSeconds)}`, `${round(it.peakOfFile)}`]);
  return [
    "## Loading a checkpoint",
    `T5-Base's shape, ${Math.round(fileBytes / 1e6)} MB, warm disk cache.`,
    markdownGrid(["Loader", "Seconds", "Peak memory / file"], rows, 1),
  ].join("\n\n");
}

async function opsSection(): Promise<string> {
  const text = await Deno.readTextFile(join(FOLDER, "op_overhead.json")).catch(() => undefined);
  if (text === undefined) return "";
  const microseconds: Record<string, Record<string, number>> = JSON.parse(text).microseconds;
  const ops = Object.keys(Object.values(microseconds)[0]!);
  const rows = Object.entries(microseconds)
    .map(([name, times]) => [name, ...ops.map((op) => `${round(times[op]!)}`)]);
  return [
    "## Single ops outside a compiled program",
    "Microseconds on tiny tensors, one thread. Training does not have this overhead, because a step is one compiled function.",
    markdownGrid(["Engine", ...ops], rows, 1),
  ].join("\n\n");
}
