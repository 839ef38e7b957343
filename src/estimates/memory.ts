/**
 * Whether the memory of this machine can suffice for runs, before anything is loaded.
 *
 * An estimate from shapes, in float32:
 *
 * - weights, and for fine-tuning their gradients and AdamW's two moments: 4 or 16 bytes a number;
 * - for each token and layer the inputs and results of linear maps and norms: 12 numbers per unit of
 *   width, 6 per unit of all heads and 3 per unit of the feed-forward layer, times `tokens`;
 * - for each layer, head and pair of tokens the attention weights before and after softmax and
 *   dropout: `pairs` numbers; the decoder's tokens are few, but it reads the whole input;
 * - or the largest batch of an evaluation, if that is more;
 * - in the memory of the machine, the rows of the task: 12 bytes a token.
 *
 * A compiled program holds what its backward pass cannot do without: with T5-Small's sizes, dropout
 * and a batch of 8 inputs of 512 tokens a training was measured at 3.0 GiB on `tensorflow` and 3.2
 * GiB on `xla`, with 200 tokens at 1.4 and 1.3 GiB. Engines that run op by op hold every result until
 * the step is over: 9.4 GiB, 3.2 GiB, and 5.5 GiB for the evaluation of 16 inputs of 512 tokens.
 *
 * A token takes four bytes as an id and as many as text, and the heap keeps half as much again. Rows
 * of ReCoRD's size were measured at 0.56 GiB, those of its form with an entity each at 1.2 GiB.
 *
 * @module
 */
import { totalmem } from "node:os";
import { UsageError } from "../core/errors.ts";
import type { Precision } from "../engine/engine.ts";
import { plannedEngine } from "../engine/registry.ts";
import type { RunConfig } from "../lab/run.ts";
import { taskSize } from "../lab/task_size.ts";
import { familyOf } from "../models/mod.ts";
import type { ConfigJson } from "../models/model.ts";
import type { ModelSizes } from "../models/sizes.ts";

const BYTES = 4;
/** What frozen weights take of that. */
const SHARE: Readonly<Record<Precision, number>> = { f32: 1, bf16: 0.5 };
/** For each token of a row; see the module doc. */
const ROW_BYTES = 12;
const GIB = 2 ** 30;
/** Longest input of every protocol; the models of the mini tier never come close. */
const INPUT_TOKENS = 512;
/** Longest answer; ReCoRD's are longest. */
const TARGET_TOKENS = 32;
/** Batches that are scored at once, as `train/answers.ts` makes them: rows and longest input. */
const SCORED = [[64, 128], [16, INPUT_TOKENS]] as const;

/** How many copies an engine holds; see the module doc. */
interface Copies {
  readonly tokens: number;
  readonly pairs: number;
}

/** A training step as one compiled function. */
const COMPILED: Copies = { tokens: 1, pairs: 3 };

/** A training step op by op. */
const EAGER: Copies = { tokens: 2, pairs: 17 };

/** No gradients and no dropout. */
const SCORING: Copies = { tokens: 1, pairs: 3 };

/** Reads the sizes from a `config.json`. */
export function modelSizes(json: ConfigJson): ModelSizes {
  return familyOf(json).sizes(json);
}

/**
 * Estimates the bytes that a run needs where it is computed; see the module doc.
 *
 * @param compiles whether the engine does
 * @param inputTokens longest input
 */
export function estimateBytes(
  { method, methodConfig, training }: Pick<RunConfig, "method" | "methodConfig" | "training">,
  sizes: ModelSizes,
  compiles: boolean,
  inputTokens: number = INPUT_TOKENS,
): number {
  const prompt = Number(methodConfig.promptLength ?? 0);
  const copies = compiles ? COMPILED : EAGER;
  // a compiled function lets go of a layer when the next one has read it
  const scored = compiles ? { ...sizes, encoderLayers: 1, decoderLayers: 0 } : sizes;
  const perWeight = method === "full" ? 4 : SHARE[training.precision ?? "f32"];
  const passes = [
    passNumbers(sizes, training.batchSize, inputTokens + prompt, copies),
    ...SCORED.map(([rows, most]) =>
      passNumbers(scored, rows, Math.min(most, inputTokens) + prompt, SCORING)
    ),
  ];
  return BYTES * (perWeight * sizes.weights + Math.max(...passes));
}

/** Estimates the bytes that the rows of a run's task take where they are kept, as text and as ids. */
export function rowBytes(config: Pick<RunConfig, "data" | "task">): number {
  const { tokens, train, validation } = taskSize(config);
  return ROW_BYTES * tokens * (train + validation);
}

/** Numbers that a pass through the model holds at the same time. */
function passNumbers(sizes: ModelSizes, batch: number, length: number, copies: Copies): number {
  const { encoderLayers, decoderLayers, dModel, inner, dFF, heads, vocab } = sizes;
  const perToken = copies.tokens * (12 * dModel + 6 * inner + 3 * dFF);
  const perPair = copies.pairs * heads;
  const encoder = encoderLayers * batch * (length * perToken + length * length * perPair);
  if (decoderLayers === 0) return encoder;
  const reads = length * 2 * inner * copies.tokens; // keys and values of the encoder's output
  const decoder = decoderLayers * batch *
    (TARGET_TOKENS * perToken + reads + TARGET_TOKENS * length * perPair);
  return encoder + decoder + 3 * batch * TARGET_TOKENS * vocab;
}

/** The memory that runs are made in. */
export interface Memory {
  readonly bytes: number;
  /** Such as `this machine`. */
  readonly name: string;
  /** Whether it holds the rows too: a GPU sees a batch at a time. */
  readonly holdsRows: boolean;
}

/**
 * The memory of the GPU if there is one that its driver tells of and the engine can use, else that of
 * the machine.
 *
 * @param engine name of an engine, or `auto`
 */
export async function memoryHere(engine: string): Promise<Memory> {
  const { onGpu } = await plannedEngine(engine);
  const gpu = onGpu ? await gpuBytes() : null;
  if (gpu !== null) return { bytes: gpu, name: "the GPU", holdsRows: false };
  return { bytes: totalmem(), name: "this machine", holdsRows: true };
}

async function gpuBytes(): Promise<number | null> {
  const args = ["--query-gpu=memory.total", "--format=csv,noheader,nounits"];
  try {
    const { success, stdout } = await new Deno.Command("nvidia-smi", { args }).output();
    const mebibytes = Number(new TextDecoder().decode(stdout).split("\n")[0]);
    return success && mebibytes > 0 ? mebibytes * 2 ** 20 : null;
  } catch {
    return null; // no driver
  }
}

/** A run and what it needs. */
export interface Need {
  readonly config: RunConfig;
  readonly bytes: number;
}

/** The run that needs most. */
export function largestNeed(needs: readonly Need[]): Need {
  return needs.reduce((most, need) => need.bytes > most.bytes ? need : most);
}

/**
 * Counts how many runs fit side by side, whichever they are.
 *
 * @param needs what each run needs, at least one
 * @throws {UsageError} if one fits not even alone; says what would suffice and which runs would fit
 */
export function runsThatFit(needs: readonly Need[], memory: Memory): number {
  const tooLarge = needs.filter(({ bytes }) => bytes > memory.bytes);
  const largest = largestNeed(needs);
  if (tooLarge.length === 0) return Math.floor(memory.bytes / largest.bytes);
  const { config: { model, method }, bytes } = largest;
  throw new UsageError(
    `Cannot run "${method}" on "${model}": it needs about ${
      gibibytes(bytes)
    }, but ${memory.name} has ${gibibytes(memory.bytes)}: use a GPU with ${
      gpuThatSuffices(bytes)
    } or more${adviceOn(needs, tooLarge)}`,
  );
}

/** Bytes of the frozen weights of a model. */
export function weightBytes(
  { weights }: Pick<ModelSizes, "weights">,
  precision: Precision = "f32",
): number {
  return BYTES * SHARE[precision] * weights;
}

/** The memory of a GPU that holds so many bytes: they come in sizes, and a tenth is left to the engine. */
export function gpuThatSuffices(bytes: number): string {
  const sizes = [8, 12, 16, 24, 32, 40, 48, 80, 96, 141, 192, 288];
  const wanted = bytes * 1.1 / GIB;
  return `${sizes.find((size) => size >= wanted) ?? Math.ceil(wanted)} GiB`;
}

/** The `--only` that leaves out what does not fit, by model if a whole model fits, else by method. */
function adviceOn(needs: readonly Need[], tooLarge: readonly Need[]): string {
  const fitting = (key: "model" | "method", among: readonly Need[]) => {
    const out = new Set(tooLarge.map(({ config }) => config[key]));
    return [...new Set(among.map(({ config }) => config[key]))].filter((name) => !out.has(name));
  };
  const only = (key: string, names: readonly string[]) =>
    `, or --only ${names.map((name) => `${key}=${name}`).join(",")}`;
  const models = fitting("model", needs);
  if (models.length > 0) return only("model", models);
  const methods = fitting("method", needs);
  return methods.length > 0 ? only("method", methods) : "";
}

/** A number of bytes for people. */
export function gibibytes(bytes: number): string {
  const value = bytes / GIB;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} GiB`;
}
